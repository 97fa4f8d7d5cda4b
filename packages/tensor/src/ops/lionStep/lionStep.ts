import { defineKernel } from '../../backend/kernel.ts';
import { derive, type Scalar } from '../../compile/scalar.ts';
import type { Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { checkOptimizerStep } from '../optimizerStep/checkOptimizerStep.ts';
import wgsl from './lionStep.wgsl';

const lionStepKernel = defineKernel({
  name: 'lionStep',
  reads: { gradient: 'vec4<f32>', gradientScale: 'f32' },
  writes: { param: 'vec4<f32>', m: 'vec4<f32>' },
  params: {
    n: 'u32',
    scaled: 'u32',
    decay: 'f32',
    beta1: 'f32',
    rest1: 'f32',
    beta2: 'f32',
    rest2: 'f32',
    learningRate: 'f32',
  },
  wgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/** Settings of one step of Lion. Scalars are read anew at each run of a compiled step. */
export interface LionOptions {
  readonly learningRate: number | Scalar;
  /** Share of the momentum in the direction of the step; 0.9 in the paper. */
  readonly beta1: number;
  /** How slowly the momentum forgets; 0.99 in the paper. */
  readonly beta2: number;
  /** Decoupled: the parameter shrinks by learningRate · weightDecay per step. Default 0. */
  readonly weightDecay?: number;
  /** A scalar on the device that the gradient is multiplied by, such as `clipScale`'s. */
  readonly gradScale?: Tensor | undefined;
}

/**
 * One step of Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2) in
 * place: param ← param − learningRate · (sign(β₁·m + (1 − β₁)·grad) + weightDecay·param), then
 * m ← β₂·m + (1 − β₂)·grad. All f32 of one shape; m starts as zeros; sign(0) = 0. No gradient. Throws
 * `shape.mismatch` and `autograd.notLeaf`.
 */
export function lionStep(param: Tensor, grad: Tensor, m: Tensor, options: LionOptions): void {
  const { learningRate, beta1, beta2, weightDecay = 0, gradScale } = options;
  checkOptimizerStep('lionStep', param, { grad, m }, gradScale);
  if (param.size === 0) return;
  launch(lionStepKernel, [grad, gradScale ?? grad], [param, m], {
    n: param.size,
    scaled: gradScale ? 1 : 0,
    decay: derive([learningRate], (rate) => 1 - rate * weightDecay),
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    learningRate,
  });
}
