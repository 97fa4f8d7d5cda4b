import { describe, expect, test } from 'vitest';
import { tensor } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  const leaf = (values: number[]) => tensor(values, { device: device(), requiresGrad: true });

  describe('registerGradientHook', () => {
    test('sees the complete gradient of a leaf once, and may replace it', async () => {
      const x = leaf([1, 2]);
      const seen: Promise<unknown>[] = [];
      const remove = x.registerGradientHook((gradient) => {
        seen.push(gradient.clone().keep().data());
        return gradient.mul(10);
      });
      x.mul(x).add(x).sum().backward();
      expect(await Promise.all(seen)).toEqual([new Float32Array([3, 5])]);
      expect(await x.grad?.data()).toEqual(new Float32Array([30, 50]));
      remove();
      x.mul(x).add(x).sum().backward();
      expect(seen.length).toBe(1);
      expect(await x.grad?.data()).toEqual(new Float32Array([33, 55]));
    });

    test('of an intermediate changes what goes on', async () => {
      const x = leaf([1, 2]);
      const y = x.mul(x);
      y.registerGradientHook((gradient) => gradient.mul(2));
      y.registerGradientHook((gradient) => gradient.add(1));
      y.mul(3).add(y).sum().backward();
      // dy = 4, then 4·2 + 1 = 9; dx = 9·2x.
      expect(await x.grad?.data()).toEqual(new Float32Array([18, 36]));
    });

    test('a replacement from outside stays its owner’s', async () => {
      const x = leaf([1, 2]);
      const other = tensor([7, 8], { device: device() });
      x.registerGradientHook(() => other);
      x.mul(x).sum().backward();
      x.mul(x).sum().backward();
      expect(await x.grad?.data()).toEqual(new Float32Array([14, 16]));
      expect(await other.data()).toEqual(new Float32Array([7, 8]));
    });

    test('refuses other shapes and tensors without gradients', () => {
      const x = leaf([1, 2]);
      x.registerGradientHook((gradient) => gradient.sum());
      const loss = x.mul(x).sum();
      const before = device().memory().liveBuffers;
      expect(() => loss.backward()).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: gradient hook: expected a gradient of f32 [2] but received f32 []]`,
      );
      expect(device().memory().liveBuffers).toBe(before);
      expect(() =>
        tensor([1], { device: device() }).registerGradientHook(() => undefined),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: registerGradientHook: the tensor of shape [1] does not require gradients]`,
      );
    });
  });
});
