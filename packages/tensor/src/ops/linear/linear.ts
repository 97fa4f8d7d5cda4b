import { isGradEnabled } from '../../autograd/graph.ts';
import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { gemm, gemmKernels, rowsPerTask } from '../matmul/gemm.ts';
import { forFloat, sharedFloat } from '../halves/floats.ts';
import { applyOp, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { sum } from '../sum/sum.ts';
import { fusedActivations, gemmActivationKernels } from './gemmActivation.ts';
import { gemmRowsKernel, mostRows } from './gemmRows.ts';

/** Activations that `linear` applies in its own kernel. */
export type FusedActivation = keyof typeof fusedActivations;

interface LinearAttributes {
  readonly activation: FusedActivation | null;
}

function sizes(specs: readonly TensorSpec[]) {
  const x = input(specs, 0);
  const weight = input(specs, 1);
  const bias = specs[2];
  const dtype = sharedFloat('linear', 'an input and a weight', [x, weight]);
  if (bias) expectDType('linear', 'a bias', bias, 'f32');
  if (weight.shape.length !== 2 || x.shape.length < 1) {
    throw new CraftError(
      'linear.rank',
      `linear: expected x [..., in] and weight [out, in] but received ${formatShape(x.shape)} and ${formatShape(weight.shape)}`,
    );
  }
  const k = axisLength(x.shape, -1);
  const n = axisLength(weight.shape, 0);
  if (axisLength(weight.shape, 1) !== k) {
    throw new CraftError(
      'linear.features',
      `linear: x ${formatShape(x.shape)} has ${k} features but weight ${formatShape(weight.shape)} takes ${axisLength(weight.shape, 1)}`,
    );
  }
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== n)) {
    throw new CraftError(
      'linear.bias',
      `linear: expected a bias of shape [${n}] but received ${formatShape(bias.shape)}`,
    );
  }
  return { m: sizeOf(x.shape.slice(0, -1)), n, k, dtype, shape: [...x.shape.slice(0, -1), n] };
}

export const linearOp = defineOp<LinearAttributes>({
  name: 'linear',
  halves: true,
  halfOperands: 2,
  kernels: [
    ...Object.values(gemmKernels),
    ...Object.values(gemmActivationKernels),
    gemmRowsKernel,
    ...Object.values(fusedActivations).map(({ backward }) => backward),
  ],
  outputs: (specs, { activation }) => {
    const { shape, dtype } = sizes(specs);
    if (activation !== null && !(activation in fusedActivations)) {
      throw new CraftError(
        'linear.activation',
        `linear: expected an activation of ${Object.keys(fusedActivations).join(', ')} but received ${JSON.stringify(activation)}`,
      );
    }
    const out: TensorSpec = { shape, dtype };
    return activation ? [out, out] : [out];
  },
  forward: ({ inputs, outputs, attributes: { activation } }) => {
    const { m, n, k } = sizes(inputs);
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    const bias = inputs[2];
    const out = input(outputs, 0);
    if (m === 0 || n === 0) return;
    const hasBias = bias ? 1 : 0;
    if (activation) {
      launch(forFloat(gemmActivationKernels, x), [x, weight, bias ?? x], [out, input(outputs, 1)], {
        m,
        n,
        k,
        hasBias,
        activation: fusedActivations[activation].code,
        mBlock: rowsPerTask(x.device, m, n),
      });
    } else if (m <= mostRows && x.dtype === 'f32' && !isGradEnabled()) {
      launch(gemmRowsKernel, [x, weight, bias ?? x], [out], { m, n, k, hasBias });
    } else {
      gemm(x, weight, out, [m, n, k], { transposeB: true, bias: bias ?? null });
    }
  },
  backward: ({ inputs, outputs, needs, attributes: { activation } }, gradient) => {
    const { m, n, k } = sizes(inputs);
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    // Slopes and sums are of f32, products of what they were in forward.
    const wide = activation || needs[2] ? gradient.to('f32') : gradient;
    const slope = activation ? input(outputs, 1).to('f32') : null;
    const dzWide = activation && slope ? binaryRaw(fusedActivations[activation].backward, slope, wide) : wide;
    const dz = activation ? dzWide.to(x.dtype) : gradient;
    const made = (like: Tensor, run: (out: Tensor) => void) => {
      const out = emptyTensor(like.shape, x.dtype, x.device);
      run(out);
      return out;
    };
    // dX [M, K] = dZ [M, N]·W [N, K];  dW [N, K] = dZᵀ·X.
    const dx = needs[0] ? made(x, (out) => gemm(dz, weight, out, [m, k, n])) : null;
    const dw = needs[1] ? made(weight, (out) => gemm(dz, x, out, [n, k, m], { transposeA: true })) : null;
    const flat = needs[2] ? dzWide.alias([m, n]) : null;
    const db = flat ? sum(flat, 0) : null;
    for (const one of new Set([flat, slope, wide, dzWide, dz])) if (one !== gradient) one?.dispose();
    return [dx, dw, db];
  },
  flops: (specs) => {
    const { m, n, k } = sizes(specs);
    return 2 * m * n * k;
  },
});

export interface LinearOptions {
  /** Applied to the result in the same kernel. `gelu` is the exact form, `gelu-tanh` GPT-2's. */
  readonly activation?: FusedActivation | undefined;
}

/**
 * x·Wᵀ + b, and an activation if one is named: x [..., in], weight [out, in], bias [out] → [..., out]. Input and
 * weight are both f32, or both f16 for a result of f16 that was added up in f32; the bias is f32. Throws `dtype.mismatch`, `linear.features`, `linear.bias`, `linear.rank` and `linear.activation`.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor | null, options: LinearOptions = {}): Tensor {
  const inputs = bias ? [x, weight, bias] : [x, weight];
  const [out, pre] = applyOp(linearOp, inputs, { activation: options.activation ?? null });
  // Outside training nothing needs what the activation was applied to.
  if (pre && out && !out.node) pre.dispose();
  return out as Tensor;
}
