import { describe, expect, test } from 'vitest';
import { arange, full, ones, randn, tensor, uniform, zeros, type Tensor } from '../src/index.ts';
import { eachDevice } from './eachDevice.ts';

async function valuesOf(made: Tensor): Promise<number[]> {
  const values = Array.from(await made.data());
  made.dispose();
  return values;
}

eachDevice((device) => {
  describe('creation', () => {
    test('tensor takes numbers, nested arrays and typed arrays', async () => {
      const options = { device: device() };
      const nested = tensor([[1, 2, 3], [4, 5, 6]], options); // prettier-ignore
      expect([nested.shape, nested.dtype]).toEqual([[2, 3], 'f32']);
      expect(await valuesOf(nested)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(tensor(3, options).shape).toEqual([]);
      expect(tensor([], options).shape).toEqual([0]);
      const typed = tensor(new Int32Array([1, -2, 3, 4]), { ...options, shape: [2, 2] });
      expect([typed.shape, typed.dtype]).toEqual([[2, 2], 'i32']);
      expect(await valuesOf(typed)).toEqual([1, -2, 3, 4]);
      const converted = tensor(new Int32Array([7]), { ...options, dtype: 'f32' });
      expect(converted.dtype).toBe('f32');
      expect(await valuesOf(converted)).toEqual([7]);
    });

    test('full, zeros and ones of every dtype, odd and empty shapes', async () => {
      const options = { device: device() };
      expect(await valuesOf(zeros([3, 7], options))).toEqual(new Array(21).fill(0));
      expect(await valuesOf(ones([5], { ...options, dtype: 'i32' }))).toEqual([1, 1, 1, 1, 1]);
      expect(await valuesOf(full([2], -3, { ...options, dtype: 'i32' }))).toEqual([-3, -3]);
      expect(await valuesOf(full([3], 2 ** 32 - 1, { ...options, dtype: 'u32' }))).toEqual(
        new Array(3).fill(2 ** 32 - 1),
      );
      expect(await valuesOf(full([], 0.1, options))).toEqual([Math.fround(0.1)]);
      expect(await valuesOf(full([3, 0], 1, options))).toEqual([]);
      expect((await valuesOf(full([2051], NaN, options))).every(Number.isNaN)).toBe(true);
      expect(zeros([2], { ...options, requiresGrad: true }).requiresGrad).toBe(true);
    });

    test('bool from booleans, bytes and numbers', async () => {
      const options = { device: device() };
      const made = tensor([[true, false, true]], options);
      expect([made.shape, made.dtype]).toEqual([[1, 3], 'bool']);
      expect(await made.data()).toEqual(new Uint8Array([1, 0, 1]));
      made.write(new Uint8Array([0, 7, 0]));
      expect(await valuesOf(made)).toEqual([0, 1, 0]);
      const bytes = tensor(new Uint8Array([0, 2, 255]), options);
      expect(bytes.dtype).toBe('bool');
      expect(await valuesOf(bytes)).toEqual([0, 1, 1]);
      const numbers = tensor([0, -0, 0.5, NaN], { ...options, dtype: 'bool' });
      expect(await valuesOf(numbers)).toEqual([0, 0, 1, 1]);
      const pixels = tensor(new Uint8Array([0, 2, 255]), { ...options, dtype: 'f32' });
      expect(await valuesOf(pixels)).toEqual([0, 2, 255]);
      const mixed = tensor([true, 2], options);
      expect(mixed.dtype).toBe('f32');
      expect(await valuesOf(mixed)).toEqual([1, 2]);
      expect(await valuesOf(ones([3], { ...options, dtype: 'bool' }))).toEqual([1, 1, 1]);
    });

    test('arange counts', async () => {
      const made = arange(5, { device: device() });
      expect(made.dtype).toBe('i32');
      expect(await valuesOf(made)).toEqual([0, 1, 2, 3, 4]);
    });

    test('randn and uniform repeat for a seed and stream', async () => {
      const options = { device: device(), seed: 5 };
      const first = await valuesOf(randn([8], options));
      expect(await valuesOf(randn([8], options))).toEqual(first);
      expect(await valuesOf(randn([8], { ...options, stream: 1 }))).not.toEqual(first);
      const shifted = await valuesOf(randn([8], { ...options, mean: 1, std: 0 }));
      expect(shifted).toEqual(new Array(8).fill(1));
      const spread = await valuesOf(uniform([1000], { ...options, low: -3, high: -1 }));
      expect(Math.min(...spread)).toBeGreaterThanOrEqual(-3);
      expect(Math.max(...spread)).toBeLessThan(-1);
    });

    test('refuses what has no shape', () => {
      const options = { device: device() };
      expect(() => tensor([[1, 2], [3]], options)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: tensor: nested arrays differ in length or depth from the first row's shape [2, 2]]`,
      );
      expect(() => tensor([1, [2]], options)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: tensor: nested arrays differ in length or depth from the first row's shape [2]]`,
      );
      expect(() => tensor([1, 2, 3], { ...options, shape: [2] })).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: tensor: shape [2] has 2 elements but received 3 values]`,
      );
      expect(() => zeros([2, -1], options)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: tensor: expected non-negative whole numbers but received shape [2, -1]]`,
      );
      expect(() =>
        tensor([1], { ...options, dtype: 'i32', requiresGrad: true }),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: requiresGrad: expected f32 or f16 but received i32]`,
      );
    });
  });
});
