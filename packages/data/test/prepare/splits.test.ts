import { expect, test } from 'vitest';
import { splitEnds } from '../../src/prepare/splits.ts';
import { countCodePoints, splitAtCodePoint } from '../../src/prepare/codePoints.ts';

test.each([
  // nanoGPT: int(1115394 * 0.9) = 1003854.
  [{ train: 0.9, val: 0.1, test: 0 }, 1_115_394, [1_003_854, 1_115_394, 1_115_394]],
  [{ train: 0.9, val: 0.1, test: 0 }, 10, [9, 10, 10]],
  [{ train: 0.29, val: 0.71, test: 0 }, 100, [29, 100, 100]],
  [{ train: 0.7, val: 0.2, test: 0.1 }, 1_000, [700, 900, 1_000]],
  [{ train: 0.7, val: 0, test: 0.3 }, 10, [7, 7, 10]],
  [{ train: 1, val: 0, test: 0 }, 7, [7, 7, 7]],
  [{ train: 1 / 3, val: 1 / 3, test: 1 / 3 }, 9, [3, 6, 9]],
  [{ train: 0.9, val: 0.1, test: 0 }, 1, [0, 1, 1]],
])('%o of %i characters', (splits, characters, expected) => {
  const { train, val, test } = splitEnds(splits, characters);
  expect([train, val, test]).toEqual(expected);
});

test('ends never go back, nor beyond the text', () => {
  for (let hundredths = 1; hundredths <= 100; hundredths++) {
    for (const characters of [1, 2, 3, 99, 1_000_003]) {
      const train = hundredths / 100;
      const ends = splitEnds({ train, val: (1 - train) / 2, test: (1 - train) / 2 }, characters);
      expect(ends.train).toBeLessThanOrEqual(ends.val);
      expect(ends.val).toBeLessThanOrEqual(ends.test);
      expect(ends.test).toBe(characters);
      expect(ends.train).toBe(Number((BigInt(hundredths) * BigInt(characters)) / 100n));
    }
  }
});

test('characters are code points', () => {
  expect(countCodePoints('a😀é')).toBe(3);
  expect(splitAtCodePoint('a😀é', 2)).toEqual(['a😀', 'é']);
  expect(splitAtCodePoint('a😀é', 0)).toEqual(['', 'a😀é']);
  expect(splitAtCodePoint('a😀é', 9)).toEqual(['a😀é', '']);
});
