import { isGradEnabled } from '../../autograd/graph.ts';
import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { gemm, gemmKernel, rowsPerTask } from '../matmul/gemm.ts';
import gemmWgsl from '../matmul/gemm.wgsl';
import { applyOp, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { sum } from '../sum/sum.ts';
import activationWgsl from './activation.wgsl';
import activationBackwardWgsl from './activationBackward.wgsl';

/** Activations that can be fused; the number is their code in the kernels. */
const codes = { gelu: 1, 'gelu-tanh': 2, relu: 3, silu: 4 } as const;
export type FusedActivation = keyof typeof codes;

/** out = act(x·Wᵀ + b) and pre = x·Wᵀ + b, which backward needs. */
export const gemmActivationKernel = defineKernel({
  name: 'gemmActivation',
  reads: { a: 'f32', b: 'f32', bias: 'f32' },
  writes: { out: 'f32', pre: 'f32' },
  params: { m: 'u32', n: 'u32', k: 'u32', hasBias: 'u32', activation: 'u32', mBlock: 'u32' },
  wgsl: `${activateWgsl}\n${finishWithActivation}\n${gemmWgsl}`,
  constants: ({ hasBias, activation }) => ({
    TRANS_A: 0,
    TRANS_B: 1,
    HAS_BIAS: hasBias,
    ACTIVATION: activation,
  }),
  workgroups: ({ m, n }) => Math.ceil(m / 64) * Math.ceil(n / 64),
  tasks: ({ m, n, mBlock }) => Math.ceil(m / mBlock) * Math.ceil(n / 256),
});

/** A few rows of x·Wᵀ + b without packing, for decoding token by token. */
export const gemmRowsKernel = defineKernel({
  name: 'gemmRows',
  reads: { a: 'f32', b: 'f32', bias: 'f32' },
  writes: { out: 'f32' },
  params: { m: 'u32', n: 'u32', k: 'u32', hasBias: 'u32' },
  wgsl: gemmRowsWgsl(),
  workgroups: ({ m, n }) => m * n,
  tasks: ({ n }) => Math.ceil(n / 16),
  grain: ({ m, k }) => Math.ceil(65536 / (16 * m * (k + 1))),
});

/** One workgroup per output: a strided dot product and a tree. */
function gemmRowsWgsl(): string {
  return `
var<workgroup> partial: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
  if (index >= params.m * params.n) {
    return;
  }
  let row = index / params.n * params.k;
  let column = index % params.n * params.k;
  var total = 0.0;
  for (var i = local; i < params.k; i += 64u) {
    total += a[row + i] * b[column + i];
  }
  partial[local] = total;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half >>= 1u) {
    if (local < half) {
      partial[local] += partial[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    out[index] = partial[0] + select(0.0, bias[index % params.n], params.hasBias == 1u);
  }
}
`;
}

/** out = gradient · act'(pre). */
export const activationBackwardKernel = defineKernel({
  name: 'activationBackward',
  reads: { pre: 'vec4<f32>', gradient: 'vec4<f32>' },
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', activation: 'u32' },
  wgsl: activationBackwardWgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

interface LinearAttributes {
  /** 0 for none. */
  readonly activation: number;
}

function sizes(specs: readonly TensorSpec[]) {
  const x = input(specs, 0);
  const weight = input(specs, 1);
  const bias = specs[2];
  expectDType('linear', 'an input', x, 'f32');
  expectDType('linear', 'a weight', weight, 'f32');
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
  return { m: sizeOf(x.shape.slice(0, -1)), n, k, shape: [...x.shape.slice(0, -1), n] };
}

export const linearOp = defineOp<LinearAttributes>({
  name: 'linear',
  kernels: [gemmKernel, gemmActivationKernel, gemmRowsKernel, activationBackwardKernel],
  outputs: (specs, { activation }) => {
    const { shape } = sizes(specs);
    const out: TensorSpec = { shape, dtype: 'f32' };
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
      launch(gemmActivationKernel, [x, weight, bias ?? x], [out, input(outputs, 1)], {
        m, n, k, hasBias, activation,
        mBlock: rowsPerTask(m, n),
      });
    } else if (m <= 4 && !isGradEnabled()) {
      launch(gemmRowsKernel, [x, weight, bias ?? x], [out], { m, n, k, hasBias });
    } else {
      gemm(x, weight, out, [m, n, k], { transposeB: true, bias: bias ?? null });
    }
  },
  backward: ({ inputs, outputs, needs, attributes: { activation } }, gradient) => {
    const { m, n, k } = sizes(inputs);
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    let dz = gradient;
    if (activation) {
      dz = emptyTensor(gradient.shape, 'f32', x.device);
      launch(activationBackwardKernel, [input(outputs, 1), gradient], [dz], { n: m * n, activation });
    }
    const made = (like: Tensor, run: (out: Tensor) => void) => {
      const out = emptyTensor(like.shape, 'f32', x.device);
      run(out);
      return out;
    };
    // dX [M, K] = dZ [M, N]·W [N, K];  dW [N, K] = dZᵀ·X.
    const dx = needs[0] ? made(x, (out) => gemm(dz, weight, out, [m, k, n])) : null;
    const dw = needs[1]
      ? made(weight, (out) => gemm(dz, x, out, [n, k, m], { transposeA: true }))
      : null;
    const flat = needs[2] ? dz.alias([m, n]) : null;
    const db = flat ? sum(flat, 0) : null;
    flat?.dispose();
    if (dz !== gradient) dz.dispose();
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
 * x·Wᵀ + b, and an activation if one is named: x [..., in], weight [out, in], bias [out] → [..., out].
 * Throws `linear.features`, `linear.bias` and `linear.rank`.
 */
export function linear(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: LinearOptions = {},
): Tensor {
  const inputs = bias ? [x, weight, bias] : [x, weight];
  const activation = options.activation ? codes[options.activation] : 0;
  const [out, pre] = applyOp(linearOp, inputs, { activation });
  // Outside training nothing needs what the activation was applied to.
  if (pre && out && !out.node) pre.dispose();
  return out as Tensor;
}
