import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { elements } from '../caseValues.ts';

const plans: readonly { shape: Shape; axis: number }[] = [
  { shape: [7], axis: 0 },
  { shape: [1], axis: 0 },
  { shape: [0], axis: 0 },
  { shape: [3, 0, 2], axis: 1 },
  { shape: [3, 5], axis: 0 },
  { shape: [3, 5], axis: -1 },
  { shape: [2, 3, 4], axis: 1 },
  { shape: [5, 131], axis: 0 },
  { shape: [3, 1024], axis: 1 },
  { shape: [3, 2500], axis: 1 },
  { shape: [300, 67], axis: 0 },
];

/** Running sums over the flat positions of an axis. */
function running(shape: Shape, axis: number, wrap: (x: number) => number) {
  const normal = axis < 0 ? axis + shape.length : axis;
  const inner = elements(shape.slice(normal + 1));
  const length = shape[normal] ?? 1;
  return ([x]: readonly [Float64Array, ...Float64Array[]]): Float64Array => {
    const out = Float64Array.from(x);
    out.forEach((value, i) => {
      if (Math.floor(i / inner) % length > 0) out[i] = wrap(value + (out[i - inner] ?? 0));
    });
    return out;
  };
}

export const cases: readonly ConformanceCase[] = [
  ...plans.map(({ shape, axis }): ConformanceCase => ({
    op: 'cumsum',
    name: `[${shape.join(', ')}] along ${axis}`,
    inputs: [{ shape }],
    run: ([x]) => x.cumsum(axis),
    reference: running(shape, axis, (x) => x),
    shape,
    tolerance: 2e-5,
    gradientTolerance: 2e-5,
  })),
  ...plans.map(({ shape, axis }): ConformanceCase => ({
    op: 'cumsum',
    name: `i32 [${shape.join(', ')}] along ${axis}`,
    inputs: [{ shape, dtype: 'i32', range: [-(2 ** 29), 2 ** 29] }],
    run: ([x]) => x.cumsum(axis),
    reference: running(shape, axis, (x) => x | 0),
    shape,
    dtype: 'i32',
  })),
  {
    op: 'cumsum',
    name: 'many rows',
    inputs: [{ shape: [65539, 3] }],
    run: ([x]) => x.cumsum(1),
    reference: running([65539, 3], 1, (x) => x),
    shape: [65539, 3],
    gradients: 'none',
  },
];
