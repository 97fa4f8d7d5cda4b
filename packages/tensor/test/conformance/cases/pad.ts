import type { PadOptions, Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { build, ravel } from '../references.ts';

type Mode = NonNullable<PadOptions['mode']>;

const plans: readonly { shape: Shape; padding: readonly number[]; mode?: Mode; value?: number }[] = [
  { shape: [], padding: [] },
  { shape: [5], padding: [2, 1] },
  { shape: [0], padding: [2, 1], value: 3 },
  { shape: [3, 5], padding: [1, 0], value: -1.5 },
  { shape: [3, 5], padding: [1, 2, 0, 3] },
  { shape: [2, 3, 4, 5], padding: [1, 1, 2, 2] },
  { shape: [3, 1031], padding: [3, 4, 1, 1] },
  { shape: [5], padding: [4, 2], mode: 'reflect' },
  { shape: [2, 3, 4, 5], padding: [1, 3, 2, 0], mode: 'reflect' },
  { shape: [5], padding: [7, 2], mode: 'replicate' },
  { shape: [2, 3, 4, 5], padding: [1, 3, 2, 0], mode: 'replicate' },
];

export const cases: readonly ConformanceCase[] = [
  ...plans.map(({ shape, padding, mode = 'constant', value = 0 }): ConformanceCase => {
    const before = shape.map((_, axis) => padding[2 * (shape.length - 1 - axis)] ?? 0);
    const after = shape.map((_, axis) => padding[2 * (shape.length - 1 - axis) + 1] ?? 0);
    const out = shape.map((length, axis) => length + (before[axis] ?? 0) + (after[axis] ?? 0));
    return {
      op: 'pad',
      name: `[${shape.join(', ')}] by [${padding.join(', ')}], ${mode}`,
      inputs: [{ shape }],
      run: ([x]) => x.pad(padding, { mode, value }),
      reference: ([x]) =>
        build(out, (index) => {
          const from = index.map((at, axis) => at - (before[axis] ?? 0));
          const inside = from.every((at, axis) => at >= 0 && at < (shape[axis] ?? 0));
          if (mode === 'constant' && !inside) return value;
          const moved = from.map((at, axis) => moveInside(at, shape[axis] ?? 1, mode));
          return x[ravel(moved, shape)] ?? NaN;
        }),
      shape: out,
    };
  }),
  {
    op: 'pad',
    name: 'whole numbers',
    inputs: [{ shape: [2, 2], dtype: 'i32', values: [1, 2, 3, 4] }],
    run: ([x]) => x.pad([1, 0], { value: -7 }),
    reference: () => [-7, 1, 2, -7, 3, 4],
    shape: [2, 3],
    dtype: 'i32',
  },
];

function moveInside(at: number, length: number, mode: Mode): number {
  if (mode === 'replicate') return Math.min(Math.max(at, 0), length - 1);
  const mirrored = Math.abs(at);
  return mirrored < length ? mirrored : 2 * (length - 1) - mirrored;
}
