import type { Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { broadcast, gathered } from '../references.ts';

const shapes: readonly (readonly [Shape, Shape])[] = [
  [[], [5]],
  [[1], [0]],
  [
    [3, 1],
    [3, 4],
  ],
  [[5], [2, 3, 5]],
  [
    [2, 1, 3, 1],
    [2, 4, 3, 5],
  ],
  [
    [1, 2, 1, 2, 1],
    [3, 2, 3, 2, 3],
  ],
  [
    [1, 1030],
    [7, 1030],
  ],
  [
    [1031, 1],
    [1031, 9],
  ],
];

const repeats: readonly (readonly [Shape, readonly number[]])[] = [
  [[], [3]],
  [[5], [2]],
  [[5], [0]],
  [
    [2, 3],
    [2, 3],
  ],
  [
    [2, 3],
    [2, 1, 2],
  ],
  [
    [2, 1, 3, 2],
    [2, 3, 2, 2],
  ],
];

export const cases: readonly ConformanceCase[] = [
  ...shapes.map(([from, to]): ConformanceCase => ({
    op: 'expand',
    name: `[${from.join(', ')}] to [${to.join(', ')}]`,
    inputs: [{ shape: from }],
    run: ([x]) => x.expand(to),
    reference: broadcast([from], to, (x) => x),
    shape: to,
  })),
  ...repeats.map(([shape, counts]): ConformanceCase => {
    const lead = counts.length - shape.length;
    const out = counts.map((count, axis) => count * (axis < lead ? 1 : (shape[axis - lead] ?? 1)));
    return {
      op: 'expand',
      name: `[${shape.join(', ')}] repeated by [${counts.join(', ')}]`,
      inputs: [{ shape }],
      run: ([x]) => x.repeat(...counts),
      reference: gathered([shape], out, (index) => [
        0,
        index.slice(lead).map((at, axis) => at % (shape[axis] ?? 1)),
      ]),
      shape: out,
    };
  }),
  {
    op: 'expand',
    name: 'bools',
    inputs: [{ shape: [2, 1], dtype: 'bool', values: [1, 0] }],
    run: ([x]) => x.expand([2, 3]),
    reference: () => [1, 1, 1, 0, 0, 0],
    shape: [2, 3],
    dtype: 'bool',
  },
  // 256 elements per workgroup: more of them than one dimension of a dispatch can count.
  {
    op: 'expand',
    name: 'more than 65,535 workgroups',
    inputs: [{ shape: [257] }],
    run: ([x]) => x.expand([65283, 257]),
    reference: ([x]) => {
      const out = new Float64Array(65283 * 257);
      for (let i = 0; i < out.length; i += 257) out.set(x, i);
      return out;
    },
    shape: [65283, 257],
    gradients: 'none',
  },
];
