import { expect, test } from 'vitest';
import { growth, sparkline } from './flatness.mjs';

const fifths = (...levels: readonly number[]) => levels.flatMap((level) => Array<number>(10).fill(level));

test('what only warms up is flat, what goes on is not', () => {
  expect(growth(fifths(1, 100, 100, 100, 100))).toEqual({ early: 100, late: 100, share: 0 });
  expect(growth(fifths(100, 100, 105, 110, 115)).share).toBeCloseTo(0.15);
  expect(growth(fifths(0, 0, 0, 0, 5)).share).toBe(1);
});

test('what swings is flat while it comes down again', () => {
  const swings = [0, 9, 4, 12, 0, 7, 3, 11, 5, 8];
  const swinging = (...levels: readonly number[]) =>
    fifths(...levels).map((level, i) => level + (swings[i % swings.length] ?? 0));
  expect(growth(swinging(90, 100, 100, 100, 100)).share).toBe(0);
  expect(growth(swinging(90, 100, 102, 104, 106)).share).toBeCloseTo(0.06);
});

test('samples are drawn against the largest', () => {
  expect(sparkline([0, 50, 100])).toBe('▁▅█');
});
