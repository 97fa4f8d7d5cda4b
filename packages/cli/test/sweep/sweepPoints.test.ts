import * as v from 'valibot';
import { expect, test } from 'vitest';
import { gridPoints, partArguments, pointsOf } from '../../src/sweep/sweepPoints.ts';
import { sweepSchema } from '../../src/sweep/sweepSchema.ts';
import { dimensionOf } from '../../src/sweep/sweepValues.ts';

test.each([
  ['a=1,2', ['1', '2']],
  ['a=0..3', ['0', '1', '2', '3']],
  ['a=2..0', ['2', '1', '0']],
  ['a=0..1,7', ['0', '1', '7']],
  ['a=[1,2],[3]', ['[1,2]', '[3]']],
  ['a={b: 1, c: 2},{b: 2}', ['{b: 1, c: 2}', '{b: 2}']],
  ['model=gpt-1m,gpt-quickstart', ['gpt-1m', 'gpt-quickstart']],
])('%s varies', (argument, values) => {
  expect(dimensionOf(argument)?.values).toEqual(values);
});

test.each(['a=1', 'a="1,2"', "a='x, y'", 'a=[1,2]', '~a', 'tiny', 'a=0..0', 'a='])(
  '%s does not vary',
  (argument) => {
    expect(dimensionOf(argument)).toBeUndefined();
  },
);

test('a grid has every combination, the last key varying fastest', () => {
  const { dimensions, fixed } = partArguments(['tiny', 'a=1,2', 'c=3', 'b=x,y']);
  expect(fixed).toEqual(['tiny', 'c=3']);
  expect(gridPoints(dimensions)).toEqual([
    ['a=1', 'b=x'],
    ['a=1', 'b=y'],
    ['a=2', 'b=x'],
    ['a=2', 'b=y'],
  ]);
  expect(() => gridPoints(Array.from({ length: 14 }, () => ({ key: 'a', values: ['1', '2'] })))).toThrow(
    /at most 10000 points/,
  );
});

test('random points: within their bounds, spread evenly on their scale, the same for the same seed', () => {
  const sweep = (seed: number) =>
    pointsOf(
      v.parse(sweepSchema, {
        method: 'random',
        samples: 4000,
        seed,
        parameters: {
          rate: { min: 1e-4, max: 1e-1, scale: 'log' },
          layers: { min: 1, max: 4, integer: true },
          norm: ['rms', 'layer'],
        },
      }),
    ).map((point) => Object.fromEntries(point.map((argument) => argument.split('=') as [string, string])));
  const points = sweep(3);
  expect(sweep(3)).toEqual(points);
  expect(sweep(4)).not.toEqual(points);
  const rates = points.map(({ rate }) => Number(rate));
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...rates)).toBeLessThanOrEqual(1e-1);
  // Three decades: each has a third of 4000 draws, whose standard deviation is 30.
  for (const from of [1e-4, 1e-3, 1e-2]) {
    const inside = rates.filter((rate) => rate >= from && rate < from * 10).length;
    expect(Math.abs(inside - 4000 / 3)).toBeLessThan(150);
  }
  const layers = points.map(({ layers: count }) => Number(count));
  expect(new Set(layers)).toEqual(new Set([1, 2, 3, 4]));
  expect(Math.abs(layers.filter((count) => count === 4).length - 1000)).toBeLessThan(140);
  expect(new Set(points.map(({ norm }) => norm))).toEqual(new Set(['rms', 'layer']));
});
