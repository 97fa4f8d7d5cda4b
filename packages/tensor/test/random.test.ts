import { describe, expect, test } from 'vitest';
import { philox, Random } from '../src/index.ts';

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox', () => {
  // kat_vectors of Random123, https://github.com/DEShawResearch/random123/blob/main/tests/kat_vectors
  test('gives the published answers of 4x32-10', () => {
    expect(hex(philox([0, 0], [0, 0, 0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    const ones = 0xffffffff;
    expect(hex(philox([ones, ones], [ones, ones, ones, ones]))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(hex(philox([0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]))).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });
});

describe('Random', () => {
  test('goes on where its position says', () => {
    const random = new Random(1, 2);
    const words = Array.from({ length: 11 }, () => random.word());
    const later = new Random(1, 2);
    later.position = 6;
    expect(Array.from({ length: 5 }, () => later.word())).toEqual(words.slice(6));
    expect(new Random(1, 3).word()).not.toBe(words[0]);
    expect(new Random(2 ** 40 + 1, 2).word()).not.toBe(words[0]);
  });

  test('normal numbers have the moments of a normal distribution', () => {
    const random = new Random(5);
    const n = 200_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      for (let power = 0; power < 4; power++) moments[power] = (moments[power] ?? 0) + x ** (power + 1) / n;
    }
    [0, 1, 0, 3].forEach((expected, i) =>
      expect(Math.abs((moments[i] ?? NaN) - expected)).toBeLessThan(0.04),
    );
  });
});
