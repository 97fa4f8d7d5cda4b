import { expect, test } from 'vitest';
import { philox } from '../../src/random/philox.ts';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';

function take(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.uniform());
}

test('the same arguments give the same numbers', () => {
  const first = take(new RandomStream(7, 3, RandomPurpose.tales), 100);
  expect(take(new RandomStream(7, 3, RandomPurpose.tales), 100)).toEqual(first);
});

test('seed, stream and purpose each give other numbers, also beyond 32 bits', () => {
  const all: ConstructorParameters<typeof RandomStream>[] = [
    [7, 3, RandomPurpose.tales],
    [8, 3, RandomPurpose.tales],
    [7 + 2 ** 32, 3, RandomPurpose.tales],
    [7, 4, RandomPurpose.tales],
    [7, 3 + 2 ** 40, RandomPurpose.tales],
    [7, 3, RandomPurpose.windows],
  ];
  expect(new Set(all.map((each) => take(new RandomStream(...each), 2).join())).size).toBe(all.length);
});

test('numbers are the words of Philox, 53 bits each, two to a block', () => {
  const blocks = [0, 1].map((block) => philox([block, 3, 0, RandomPurpose.tales], [7, 0]));
  // As NumPy makes doubles: 27 bits of one word above 26 bits of the other.
  const unit = (low: number, high: number): number =>
    Number(((BigInt(high) >> 5n) << 26n) | (BigInt(low) >> 6n)) / 2 ** 53;
  const expected = blocks.flatMap(([a, b, c, d]) => [unit(a, b), unit(c, d)]);
  expect(take(new RandomStream(7, 3, RandomPurpose.tales), 4)).toEqual(expected);
});

test('numbers are uniform', () => {
  const stream = new RandomStream(1, 0, RandomPurpose.tales);
  const bins = new Array<number>(10).fill(0);
  const count = 100_000;
  for (let index = 0; index < count; index++) {
    const bin = stream.integer(10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const chiSquare = bins.reduce((sum, bin) => sum + (bin - count / 10) ** 2 / (count / 10), 0);
  // 99.9% point of chi-square with 9 degrees of freedom.
  expect(chiSquare).toBeLessThan(27.88);
});
