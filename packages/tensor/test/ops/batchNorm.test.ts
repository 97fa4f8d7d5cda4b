import { describe, expect, test } from 'vitest';
import { batchNorm, scope, tensor, zeros } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  describe('batchNorm', () => {
    test('moves the running statistics towards the batch, the variance unbiased', async () => {
      const on = { device: device() };
      // Channels [1, 2, 3, 6] (mean 3, squares 14) and [0, 0, 4, 4] (mean 2, squares 16).
      const x = tensor([1, 2, 0, 0, 3, 6, 4, 4], { shape: [2, 2, 2], ...on });
      const [mean, variance] = [tensor([1, 1], on), tensor([2, 2], on)];
      const live = device().memory().liveBuffers;
      const y = scope(() => batchNorm(x, mean, variance, null, null, { training: true, momentum: 0.25 }));
      const close = (got: ArrayLike<number>, wanted: readonly number[]) => {
        wanted.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 6));
      };
      close(await mean.data(), [0.75 + 0.25 * 3, 0.75 + 0.25 * 2]);
      close(await variance.data(), [1.5 + (0.25 * 14) / 3, 1.5 + (0.25 * 16) / 3]);
      close(
        await y.data(),
        [-2, -1].map((away) => away / Math.sqrt(14 / 4 + 1e-5)),
      );
      y.dispose();
      expect(device().memory().liveBuffers).toBe(live);
      for (const one of [x, mean, variance]) one.dispose();
    });

    test('refuses what it cannot normalise', () => {
      scope(() => {
        const of = (...shape: number[]) => zeros(shape, { device: device() });
        expect(() => batchNorm(of(4, 2), null, null)).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: batchNorm: expected running statistics outside training]`,
        );
        expect(() =>
          batchNorm(of(1, 2), null, null, null, null, { training: true }),
        ).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: batchNorm: expected more than one value per channel in training but received x of shape [1, 2]]`,
        );
        expect(() => batchNorm(of(4), of(4), of(4))).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: batchNorm: expected x of shape [N, C, ...] but received [4]]`,
        );
        expect(() => batchNorm(of(4, 2), of(2), of(3))).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: batchNorm: expected runningVariance of shape [2] for x of shape [4, 2] but received [3]]`,
        );
        expect(() =>
          batchNorm(of(4, 2), of(3), null, null, null, { training: true }),
        ).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: batchNorm: expected runningMean of shape [2] for x of shape [4, 2] but received [3]]`,
        );
      });
    });
  });
});
