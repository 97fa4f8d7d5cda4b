import { describe, expect, test } from 'vitest';
import { noGrad, tensor, writeRows, zeros } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  describe('writeRows', () => {
    test('overwrites positions of each batch element in place', async () => {
      const cache = zeros([2, 4, 3], { device: device() });
      const rows = tensor(
        Float32Array.from({ length: 12 }, (_, i) => i + 1),
        {
          shape: [2, 2, 3],
          device: device(),
        },
      );
      writeRows(cache, rows, 1);
      expect(Array.from(await cache.data())).toEqual([
        ...[0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0],
        ...[0, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0, 0],
      ]);
      writeRows(cache, zeros([2, 0, 3], { device: device() }), 4);
      cache.dispose();
      rows.dispose();
    });

    test('counts as a change for autograd', () => {
      const cache = zeros([1, 2, 2], { device: device() });
      const weight = tensor([1, 2], { device: device(), requiresGrad: true });
      const y = cache.mul(weight).sum();
      writeRows(cache, zeros([1, 1, 2], { device: device() }), 0);
      expect(() => y.backward()).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: mul: input 0 of shape [1, 2, 2] was changed in place between forward and backward]`,
      );
    });

    test('refuses rows that do not fit, and gradients', () => {
      const cache = zeros([2, 4, 3], { device: device() });
      const rows = zeros([2, 2, 3], { device: device() });
      expect(() => writeRows(cache, rows, 3)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: writeRows: expected rows [B, Tn, C] that fit a cache [B, Tmax, C] but received f32 [2, 2, 3] at 3 of f32 [2, 4, 3]]`,
      );
      expect(() =>
        writeRows(cache, zeros([1, 2, 3], { device: device() }), 0),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: writeRows: expected rows [B, Tn, C] that fit a cache [B, Tmax, C] but received f32 [1, 2, 3] at 0 of f32 [2, 4, 3]]`,
      );
      rows.requiresGrad_();
      expect(() => writeRows(cache, rows, 0)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: writeRows: has no gradient, but its tensors require one]`,
      );
      expect(() => noGrad(() => writeRows(cache, rows, 0))).not.toThrow();
    });
  });
});
