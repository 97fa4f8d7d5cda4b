import { CraftError } from '../../errors.ts';
import { broadcastShapes, formatShape, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sumTo } from '../elementwise/binary.ts';
import { expand } from '../expand/expand.ts';
import { sharedFloat } from '../halves/floats.ts';
import { apply, defineOp, input } from '../op.ts';
import { reshape } from '../reshape/reshape.ts';
import { gemm, gemmKernels } from './gemm.ts';

export interface MatmulOptions {
  /** Take the last two axes of a as [K, M]. */
  readonly transposeA?: boolean;
  /** Take the last two axes of b as [N, K]. */
  readonly transposeB?: boolean;
}

/** Sizes of one product and of the batch around it. */
function plan(a: Shape, b: Shape, { transposeA, transposeB }: MatmulOptions) {
  if (a.length < 2 || b.length < 2) {
    throw new CraftError(
      'matmul.rank',
      `matmul: expected at least two axes each but received ${formatShape(a)} × ${formatShape(b)}`,
    );
  }
  const [a0 = 0, a1 = 0] = a.slice(-2);
  const [b0 = 0, b1 = 0] = b.slice(-2);
  const [m, k] = transposeA ? [a1, a0] : [a0, a1];
  const [inner, n] = transposeB ? [b1, b0] : [b0, b1];
  if (k !== inner) {
    throw new CraftError(
      'matmul.inner',
      `matmul: inner dimensions differ: ${formatShape(a)} × ${formatShape(b)} (${k} ≠ ${inner})`,
    );
  }
  return { m, n, k, batchShape: broadcastShapes('matmul', a.slice(0, -2), b.slice(0, -2)) };
}

export const matmulOp = defineOp<MatmulOptions>({
  name: 'matmul',
  halves: true,
  halfOperands: 2,
  kernels: Object.values(gemmKernels),
  outputs: (specs, options) => {
    const a = input(specs, 0);
    const b = input(specs, 1);
    const dtype = sharedFloat('matmul', 'operands', [a, b]);
    const { m, n, batchShape } = plan(a.shape, b.shape, options);
    return [{ shape: [...batchShape, m, n], dtype }];
  },
  forward: ({ inputs, outputs, attributes }) =>
    multiply(input(inputs, 0), input(inputs, 1), input(outputs, 0), attributes),
  backward: ({ inputs, needs, attributes: { transposeA, transposeB } }, g) => {
    const a = input(inputs, 0);
    const b = input(inputs, 1);
    // With C = A·B: dA = dC·Bᵀ and dB = Aᵀ·dC; a transposed operand gets the transposed gradient.
    const forA = () =>
      transposeA
        ? product(b, g, { transposeA: transposeB ?? false, transposeB: true })
        : product(g, b, { transposeB: !transposeB });
    const forB = () =>
      transposeB
        ? product(g, a, { transposeA: true, transposeB: transposeA ?? false })
        : product(a, g, { transposeA: !transposeA });
    return [needs[0] ? fit(forA(), a.shape) : null, needs[1] ? fit(forB(), b.shape) : null];
  },
  flops: (specs, options) => {
    const { m, n, k, batchShape } = plan(input(specs, 0).shape, input(specs, 1).shape, options);
    return 2 * m * n * k * sizeOf(batchShape);
  },
});

/** Runs the product into `out`, repeating an operand along batch axes it lacks. */
function multiply(a: Tensor, b: Tensor, out: Tensor, options: MatmulOptions): void {
  const { m, n, k, batchShape } = plan(a.shape, b.shape, options);
  const batch = sizeOf(batchShape);
  const spread = (x: Tensor, each: number): [Tensor, number] => {
    if (x.size === each) return [x, 0];
    if (x.size === each * batch) return [x, each];
    const plain = x.detach();
    const full = expand(plain, [...batchShape, ...x.shape.slice(-2)]);
    plain.dispose();
    return [full, each];
  };
  if (batch === 0) return;
  const [left, strideA] = spread(a, m * k);
  const [right, strideB] = spread(b, k * n);
  gemm(left, right, out, [m, n, k], { ...options, batch, strideA, strideB });
  if (left !== a) left.dispose();
  if (right !== b) right.dispose();
}

function product(a: Tensor, b: Tensor, options: MatmulOptions): Tensor {
  const { m, n, batchShape } = plan(a.shape, b.shape, options);
  const out = emptyTensor([...batchShape, m, n], a.dtype, a.device);
  multiply(a, b, out, options);
  return out;
}

function fit(gradient: Tensor, shape: Shape): Tensor {
  const reduced = sumTo(gradient, shape);
  if (reduced !== gradient) gradient.dispose();
  return reduced;
}

/**
 * Matrix product over the last two axes, [..., M, K] × [..., K, N] → [..., M, N]; the axes before
 * them broadcast. Both f32, or both f16 for a result of f16 that was added up in f32. Throws `matmul.inner`,
 * `matmul.rank` and `dtype.mismatch`.
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  // Many matrices times one are one tall product.
  if (b.rank === 2 && a.rank > 2 && !options.transposeA) {
    const { m, n, k, batchShape } = plan(a.shape, b.shape, options);
    const flat = apply(matmulOp, [reshape(a, [sizeOf(batchShape) * m, k]), b], options);
    return reshape(flat, [...batchShape, m, n]);
  }
  return apply(matmulOp, [a, b], options);
}
