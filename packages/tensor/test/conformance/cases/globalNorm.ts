import { globalNorm } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

const lists = [
  [[5]],
  [[3, 5], [1], [], [7, 2]],
  [[4096], [0], [4097], [3, 5000]],
  // More partial sums than one workgroup has invocations.
  [[1200000], [5]],
];

export const cases: readonly ConformanceCase[] = [
  ...lists.map((shapes): ConformanceCase => ({
    op: 'globalNorm',
    name: shapes.map((shape) => `[${shape.join(', ')}]`).join(' '),
    inputs: shapes.map((shape) => ({ shape })),
    run: (tensors) => globalNorm(tensors),
    reference: (inputs) => [Math.sqrt(inputs.reduce((sum, x) => x.reduce((own, v) => own + v * v, sum), 0))],
    shape: [],
    gradients: 'none',
  })),
];
