import { defineKernel } from '../../backend/kernel.ts';
import { derive, valueOf, type Scalar } from '../../compile/scalar.ts';
import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { checkOptimizerStep } from '../optimizerStep/checkOptimizerStep.ts';
import wgsl from './adamwStep.wgsl';

export const adamwStepKernel = defineKernel({
  name: 'adamwStep',
  reads: { gradient: 'vec4<f32>', gradientScale: 'f32', skipped: 'f32' },
  writes: { param: 'vec4<f32>', m: 'vec4<f32>', v: 'vec4<f32>' },
  params: {
    n: 'u32',
    scaled: 'u32',
    decay: 'f32',
    beta1: 'f32',
    rest1: 'f32',
    beta2: 'f32',
    rest2: 'f32',
    stepSize: 'f32',
    rootScale: 'f32',
    eps: 'f32',
    penalty: 'f32',
    counted: 'u32',
    step: 'f32',
    learningRate: 'f32',
    logBeta1: 'f32',
    logBeta2: 'f32',
  },
  wgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/** Settings of one AdamW step; `step` counts from 1. Scalars are read anew at each run of a compiled step. */
export interface AdamwOptions {
  readonly learningRate: number | Scalar;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Decoupled: the parameter shrinks by learningRate · weightDecay per step. */
  readonly weightDecay: number;
  /** λ of the penalty λ/2 · ‖param‖², whose gradient λ·param is added to `grad`, as torch.optim.Adam decays; default 0. */
  readonly penalty?: number;
  readonly step: number | Scalar;
  /** A scalar on the device to take off `step`: how many of the steps counted did not happen (`runIf`). */
  readonly skipped?: Tensor | undefined;
  /** A scalar on the device that the gradient is multiplied by, such as `clipScale`'s. */
  readonly gradScale?: Tensor | undefined;
}

/**
 * One step of AdamW (Loshchilov and Hutter 2019, algorithm 2, as torch.optim.AdamW has it) in place:
 * `param`, `m` and `v` are updated from `grad`, all f32 of one shape; m and v start as zeros. Bias
 * corrections are computed in f64, or with `skipped` on the device (WebGPU: in f32, to a few ulp). No gradient. Throws `shape.mismatch`, `adamw.step`, and
 * `autograd.notLeaf` where param was computed by a recorded operation.
 */
export function adamwStep(param: Tensor, grad: Tensor, m: Tensor, v: Tensor, options: AdamwOptions): void {
  const { learningRate, beta1, beta2, eps, weightDecay, penalty = 0, step, skipped, gradScale } = options;
  checkOptimizerStep('adamwStep', param, { grad, m, v }, gradScale);
  const now = valueOf(step);
  if (!Number.isInteger(now) || now < 1) {
    throw new CraftError('adamw.step', `adamwStep: expected a step counted from 1 but received ${now}`);
  }
  if (param.size === 0) return;
  launch(adamwStepKernel, [grad, gradScale ?? grad, skipped ?? grad], [param, m, v], {
    n: param.size,
    scaled: gradScale ? 1 : 0,
    decay: derive([learningRate], (rate) => 1 - rate * weightDecay),
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    stepSize: derive([learningRate, step], (rate, t) => rate / (1 - beta1 ** t)),
    rootScale: derive([step], (t) => 1 / Math.sqrt(1 - beta2 ** t)),
    eps,
    penalty,
    counted: skipped ? 1 : 0,
    step,
    learningRate,
    logBeta1: Math.log(beta1),
    logBeta2: Math.log(beta2),
  });
}
