import { expect, test } from 'vitest';
import { permutation } from '../../src/random/permutation.ts';

test.each([1, 2, 3, 4, 5, 15, 16, 17, 100, 1000, 4096, 4097])(
  'a permutation of %i positions hits each once',
  (size) => {
    const at = permutation(size, 42, 0);
    const seen = new Set(Array.from({ length: size }, (_, position) => at(position)));
    expect(seen.size).toBe(size);
    expect(Math.min(...seen)).toBe(0);
    expect(Math.max(...seen)).toBe(size - 1);
  },
);

test('seed and stream choose the permutation', () => {
  const orders = [
    [1, 0],
    [1, 1],
    [2, 0],
    [1, 2 ** 33],
  ].map(([seed = 0, stream = 0]) =>
    Array.from({ length: 50 }, (_, position) => permutation(50, seed, stream)(position)).join(),
  );
  expect(new Set(orders).size).toBe(4);
});

test('positions are spread: the mean distance is that of independent draws', () => {
  const size = 10_000;
  const at = permutation(size, 3, 0);
  let distance = 0;
  for (let position = 1; position < size; position++) distance += Math.abs(at(position) - at(position - 1));
  expect(distance / (size - 1) / size).toBeCloseTo(1 / 3, 1);
});

test('a permutation of 2^52 positions stays inside', () => {
  const at = permutation(2 ** 52, 3, 0);
  for (const position of [0, 1, 2 ** 40, 2 ** 52 - 1]) {
    expect(Number.isSafeInteger(at(position))).toBe(true);
    expect(at(position)).toBeLessThan(2 ** 52);
  }
});
