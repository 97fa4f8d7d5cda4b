import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { gathered } from '../references.ts';

const plans: readonly {
  shape: Shape;
  axis: number;
  start: number;
  end?: number;
  from: number;
  to: number;
}[] = [
  { shape: [7], axis: 0, start: 2, end: 5, from: 2, to: 5 },
  { shape: [7], axis: 0, start: 3, from: 3, to: 7 },
  { shape: [7], axis: 0, start: 4, end: 4, from: 4, to: 4 },
  { shape: [3, 5], axis: 0, start: 1, end: 2, from: 1, to: 2 },
  { shape: [3, 5], axis: 1, start: -3, end: -1, from: 2, to: 4 },
  { shape: [2, 3, 4, 5], axis: -2, start: 1, end: 3, from: 1, to: 3 },
  { shape: [2, 0], axis: 0, start: 0, end: 1, from: 0, to: 1 },
  { shape: [9, 301], axis: 1, start: 100, end: 301, from: 100, to: 301 },
];

const floats: readonly ConformanceCase[] = plans.map(({ shape, axis, start, end, from, to }) => {
  const normal = axis < 0 ? axis + shape.length : axis;
  const out = shape.map((length, i) => (i === normal ? to - from : length));
  return {
    op: 'slice',
    name: `[${shape.join(', ')}], axis ${axis}, ${start} to ${end ?? 'the end'}`,
    inputs: [{ shape }],
    run: ([x]) => x.slice(axis, start, end),
    reference: gathered([shape], out, (index) => [0, index.map((at, i) => (i === normal ? at + from : at))]),
    shape: out,
  };
});

export const cases: readonly ConformanceCase[] = [
  ...floats,
  {
    op: 'slice',
    name: 'bools',
    inputs: [{ shape: [5], dtype: 'bool', values: [1, 0, 1, 1, 0] }],
    run: ([x]) => x.slice(0, 1, 4),
    reference: () => [0, 1, 1],
    shape: [3],
    dtype: 'bool',
  },
];
