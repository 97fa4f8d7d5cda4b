import type { MatmulOptions, Shape } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import { inHalves, type ConformanceCase } from '../conformanceCase.ts';
import { unravel } from '../references.ts';

const forms: readonly MatmulOptions[] = [
  {},
  { transposeB: true },
  { transposeA: true },
  { transposeA: true, transposeB: true },
];

/** Shapes of the operands for [batch…, M, K] by [batch…, K, N]. */
function operands(
  batchA: Shape,
  batchB: Shape,
  [m, k, n]: readonly [number, number, number],
  { transposeA, transposeB }: MatmulOptions,
): [Shape, Shape] {
  return [
    [...batchA, ...(transposeA ? [k, m] : [m, k])],
    [...batchB, ...(transposeB ? [n, k] : [k, n])],
  ];
}

/** Where matrix `index` of the batch `out` lies in an operand with batch axes `own`, which broadcast. */
function matrixOf(index: number, out: Shape, own: Shape): number {
  const at = unravel(index, out).slice(out.length - own.length);
  return own.reduce((flat, length, axis) => flat * length + (length === 1 ? 0 : (at[axis] ?? 0)), 0);
}

function matmulCase(
  sizes: readonly [number, number, number],
  options: MatmulOptions,
  [batchA, batchB, batch]: readonly [Shape, Shape, Shape] = [[], [], []],
  extra: Partial<ConformanceCase> = {},
): ConformanceCase {
  const [m, k, n] = sizes;
  const [a, b] = operands(batchA, batchB, sizes, options);
  const letters = `${options.transposeA ? 'T' : 'N'}${options.transposeB ? 'T' : 'N'}`;
  const [rowA, stepA] = options.transposeA ? [1, m] : [k, 1];
  const [columnB, stepB] = options.transposeB ? [k, 1] : [1, n];
  const sums = elements(batch) * Math.max(m, n);
  return {
    op: 'matmul',
    name: `${letters} [${a.join(', ')}] by [${b.join(', ')}]`,
    inputs: [{ shape: a }, { shape: b }],
    run: ([x, y]) => x.matmul(y, options),
    reference: ([x, y]) => {
      const out = new Float64Array(elements(batch) * m * n);
      for (let at = 0; at < out.length; at++) {
        const [matrix, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
        const baseA = matrixOf(matrix, batch, batchA) * m * k + i * rowA;
        const baseB = matrixOf(matrix, batch, batchB) * k * n + j * columnB;
        for (let q = 0; q < k; q++) {
          out[at] = (out[at] ?? 0) + (x[baseA + q * stepA] ?? NaN) * (y[baseB + q * stepB] ?? NaN);
        }
      }
      return out;
    },
    shape: [...batch, m, n],
    // Rounding of a sum grows with the root of the number of its terms.
    tolerance: { absolute: 2e-6 * Math.sqrt(4 + k), relative: 2e-6 },
    gradientTolerance: { absolute: 2e-6 * Math.sqrt(10 + sums), relative: 5e-6 },
    ...extra,
  };
}

export const cases: readonly ConformanceCase[] = [
  ...forms.flatMap((form) => [
    matmulCase([3, 5, 7], form),
    // Rows of whole vectors, one tile of every kernel.
    matmulCase([64, 16, 64], form),
    // Whole vectors, but edges within the tiles.
    matmulCase([68, 20, 72], form),
    // Odd everywhere, several tiles.
    matmulCase([67, 33, 70], form),
    // Deeper than the CPU's block of K, and wider than its block of N.
    matmulCase([5, 523, 9], form),
    matmulCase([6, 4, 523], form),
    // Taller than the CPU's blocks of 128 rows.
    matmulCase([261, 3, 5], form),
    // Dot product and outer product.
    matmulCase([1, 261, 1], form),
    matmulCase([13, 1, 11], form),
    // Nothing to sum, or nothing to compute.
    matmulCase([3, 0, 4], form),
    matmulCase([0, 3, 4], form),
    matmulCase([3, 4, 0], form),
    // Batches: one each, broadcast, one matrix for all.
    matmulCase([3, 4, 5], form, [[2], [2], [2]]),
    matmulCase([4, 8, 4], form, [
      [2, 3],
      [2, 3],
      [2, 3],
    ]),
    matmulCase([3, 2, 5], form, [[2, 1], [3], [2, 3]]),
    matmulCase([2, 3, 4], form, [[], [3], [3]]),
    matmulCase([3, 4, 2], form, [[2, 3], [], [2, 3]]),
    matmulCase([3, 4, 2], form, [[0], [0], [0]]),
  ]),
  // Enough rows that a CPU task takes 128, and 512, of them.
  matmulCase([1100, 3, 6], {}, undefined, { gradients: 'none' }),
  matmulCase([8200, 2, 3], { transposeB: true }, undefined, { gradients: 'none' }),
  ...forms.flatMap((form) =>
    [
      matmulCase([3, 5, 7], form),
      matmulCase([68, 20, 72], form),
      matmulCase([67, 33, 70], form),
      // More steps than the CPU's block: the sum of f32 goes on from block to block.
      matmulCase([5, 523, 9], form),
      matmulCase([6, 4, 523], form),
      matmulCase([3, 0, 4], form),
      matmulCase([3, 2, 5], form, [[2, 1], [3], [2, 3]]),
    ].map((one) => inHalves(one, 2)),
  ),
  inHalves(matmulCase([1100, 3, 6], {}, undefined, { gradients: 'none' }), 2),
];
