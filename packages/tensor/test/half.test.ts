import { describe, expect, test } from 'vitest';
import { full, halfBits, halfValues, tensor, zeros } from '../src/index.ts';
import { eachDevice } from './eachDevice.ts';

/** Every half there is. */
const everyHalf = Uint16Array.from({ length: 65536 }, (_, i) => i);
const isNaNBits = (bits: number): boolean => (bits & 0x7fff) > 0x7c00;

/** Between neighbouring halves: the middle, and the f32 on either side of it. */
function betweenHalves(): { values: Float32Array; bits: Uint16Array } {
  const values: number[] = [];
  const bits: number[] = [];
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);
  for (let lower = 0; lower < 0x7c00; lower += 37) {
    // What rounds to infinity lies halfway to where the next half would be.
    const upper = lower + 1 === 0x7c00 ? 65536 : (halfValues([lower + 1])[0] ?? 0);
    float[0] = ((halfValues([lower])[0] ?? 0) + upper) / 2;
    const middle = word[0] ?? 0;
    for (const [step, rounded] of [
      [-1, lower],
      [0, lower + (lower & 1)],
      [1, lower + 1],
    ] as const) {
      // prettier-ignore
      word[0] = middle + step;
      values.push(float[0], -float[0]);
      bits.push(rounded, rounded | 0x8000);
    }
  }
  return { values: Float32Array.from(values), bits: Uint16Array.from(bits) };
}

describe('halves on the host', () => {
  test('go to numbers and back', () => {
    const values = halfValues(everyHalf);
    expect([...values.slice(0, 3)]).toEqual([0, 2 ** -24, 2 ** -23]);
    expect([values[0x3c00], values[0xc000], values[0x7bff], values[0x7c00]]).toEqual([
      1,
      -2,
      65504,
      Infinity,
    ]);
    const back = halfBits(values);
    for (const bits of everyHalf) {
      if (isNaNBits(bits)) expect(isNaNBits(back[bits] ?? 0)).toBe(true);
      else if (back[bits] !== bits) expect.fail(`${bits} came back as ${back[bits]}`);
    }
  });

  test('are the nearest, of two the even one', () => {
    const { values, bits } = betweenHalves();
    expect(halfBits(values)).toEqual(bits);
  });
});

eachDevice((device) => {
  describe('f16 tensors', () => {
    test('take bits and numbers, and give numbers', async () => {
      const options = { device: device() };
      const bits = tensor(new Uint16Array([0x3c00, 0xc000, 0x0001]), options);
      expect([bits.dtype, bits.shape]).toEqual(['f16', [3]]);
      expect(await bits.data()).toEqual(new Float32Array([1, -2, 2 ** -24]));
      const numbers = tensor([[1, 2], [0.1, 70000]], { ...options, dtype: 'f16' }); // prettier-ignore
      expect([...(await numbers.data())]).toEqual([1, 2, 0.0999755859375, Infinity]);
      numbers.write(new Float32Array([4, 3, 2, 1]));
      expect([...(await numbers.data())]).toEqual([4, 3, 2, 1]);
      numbers.write(new Uint16Array([0x3c00, 0, 0, 0]));
      expect([...(await numbers.data())]).toEqual([1, 0, 0, 0]);
      const decoded = tensor(new Uint16Array([0x3c00]), { ...options, dtype: 'f32' });
      expect([...(await decoded.data())]).toEqual([1]);
      const filled = full([3], 0.1, { ...options, dtype: 'f16' });
      expect([...(await filled.data())]).toEqual(new Array(3).fill(0.0999755859375));
      expect((await zeros([0, 3], { ...options, dtype: 'f16' }).data()).length).toBe(0);
      expect(await full([], 2, { ...options, dtype: 'f16' }).item()).toBe(2);
      for (const one of [bits, numbers, decoded, filled]) one.dispose();
    });

    test('take two bytes per element', () => {
      const before = device().memory().liveBytes;
      const half = zeros([4096], { device: device(), dtype: 'f16' });
      expect(device().memory().liveBytes - before).toBe(8192);
      half.dispose();
    });

    test('every half is cast to its number and back', async () => {
      const halves = tensor(everyHalf, { device: device() });
      const wide = halves.to('f32');
      const wanted = halfValues(everyHalf);
      expect(await wide.data()).toEqual(wanted);
      const narrow = wide.to('f16');
      expect(await narrow.data()).toEqual(wanted);
      for (const one of [halves, wide, narrow]) one.dispose();
    });

    test('a cast rounds to the nearest, of two to the even one', async () => {
      const { values, bits } = betweenHalves();
      const wide = tensor(values, { device: device() });
      const narrow = wide.to('f16');
      expect(await narrow.data()).toEqual(halfValues(bits));
      for (const one of [wide, narrow]) one.dispose();
    });
  });
});
