import { describe, expect, test } from 'vitest';
import { philox, Random } from '../src/index.ts';

describe('philox', () => {
  // Random123's kat_vectors for philox4x32-10.
  test.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ] as const)('gives the published words for counter $counter', ({ counter, key, words }) => {
    expect(philox(key, counter)).toEqual(words);
  });
});

describe('Random', () => {
  test('has uniform and normal numbers of the right moments', () => {
    const random = new Random(1);
    const uniform = Array.from({ length: 40000 }, () => random.uniform());
    const normal = Array.from({ length: 40000 }, () => random.normal());
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.01);
    expect(Math.min(...uniform.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 1000))).toBeLessThan(1);
    expect(Math.abs(mean(normal))).toBeLessThan(0.02);
    expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(normal.map((x) => x ** 4)) - 3)).toBeLessThan(0.2);
  });

  test('draws whole numbers evenly', () => {
    const random = new Random(7, 3);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 30000; i++) {
      const face = random.integer(6);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 5000)).toBeLessThan(300);
  });

  test('resumes at a position, and streams differ', () => {
    const whole = new Random(11);
    const words = Array.from({ length: 10 }, () => whole.word());
    const resumed = new Random(11);
    resumed.position = 5;
    expect(Array.from({ length: 5 }, () => resumed.word())).toEqual(words.slice(5));
    expect(new Random(11, 1).word()).not.toBe(words[0]);
    expect(new Random(12).word()).not.toBe(words[0]);
  });
});
