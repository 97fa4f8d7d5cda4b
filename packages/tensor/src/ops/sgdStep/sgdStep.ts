import { defineKernel } from '../../backend/kernel.ts';
import { derive, type Scalar } from '../../compile/scalar.ts';
import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import { checkOptimizerStep } from '../optimizerStep/checkOptimizerStep.ts';
import wgsl from './sgdStep.wgsl';
import momentumWgsl from './sgdMomentumStep.wgsl';

const sgdStepKernel = defineKernel({
  name: 'sgdStep',
  reads: { gradient: 'vec4<f32>', gradientScale: 'f32' },
  writes: { param: 'vec4<f32>' },
  params: { n: 'u32', scaled: 'u32', learningRate: 'f32', weightDecay: 'f32' },
  wgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

const sgdMomentumStepKernel = defineKernel({
  name: 'sgdMomentumStep',
  reads: { gradient: 'vec4<f32>', gradientScale: 'f32' },
  writes: { param: 'vec4<f32>', velocity: 'vec4<f32>' },
  params: {
    n: 'u32',
    scaled: 'u32',
    learningRate: 'f32',
    weightDecay: 'f32',
    momentum: 'f32',
    fresh: 'f32',
    nesterov: 'u32',
  },
  wgsl: momentumWgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/** Settings of one step of SGD. Scalars are read anew at each run of a compiled step. */
export interface SgdOptions {
  readonly learningRate: number | Scalar;
  /** How much of the velocity is kept; default 0. */
  readonly momentum?: number;
  /** The gradient's share that does not enter the velocity; default 0. The first step takes it whole. */
  readonly dampening?: number;
  /** Step along gradient + momentum · velocity instead of the velocity. Default false. */
  readonly nesterov?: boolean;
  /** λ of the penalty λ/2 · ‖param‖², whose gradient λ·param is added; default 0. */
  readonly weightDecay?: number | Scalar;
  /** Counts from 1; needed with dampening only, which leaves the first step alone. Default 2. */
  readonly step?: number | Scalar;
  /** A scalar on the device that the gradient is multiplied by, such as `clipScale`'s. */
  readonly gradScale?: Tensor | undefined;
}

/**
 * One step of stochastic gradient descent in place, as torch.optim.SGD has it (momentum as in Sutskever et
 * al. 2013, with the learning rate outside the velocity): `param` and `velocity` are updated from `grad`,
 * all f32 of one shape; the velocity starts as zeros and is null without momentum. No gradient. Throws
 * `shape.mismatch`, `sgd.velocity` where there is momentum without velocity, `sgd.nesterov` where PyTorch
 * would refuse it (no momentum, or dampening), and `autograd.notLeaf`.
 */
export function sgdStep(param: Tensor, grad: Tensor, velocity: Tensor | null, options: SgdOptions): void {
  const {
    learningRate,
    momentum = 0,
    dampening = 0,
    nesterov = false,
    weightDecay = 0,
    step = 2,
    gradScale,
  } = options;
  checkOptimizerStep('sgdStep', param, velocity ? { grad, velocity } : { grad }, gradScale);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new CraftError(
      'sgd.nesterov',
      `sgdStep: expected nesterov with momentum and without dampening but received momentum ${momentum}, dampening ${dampening}`,
    );
  }
  if (momentum !== 0 && !velocity) {
    throw new CraftError('sgd.velocity', `sgdStep: expected a velocity for momentum ${momentum}`, {
      hint: "pass zeros of the parameter's shape that live as long as it does",
    });
  }
  if (param.size === 0) return;
  const shared = { n: param.size, scaled: gradScale ? 1 : 0, learningRate, weightDecay };
  if (!velocity || momentum === 0) {
    launch(sgdStepKernel, [grad, gradScale ?? grad], [param], shared);
    return;
  }
  launch(sgdMomentumStepKernel, [grad, gradScale ?? grad], [param, velocity], {
    ...shared,
    momentum,
    fresh: derive([step], (now) => (now === 1 ? 1 : 1 - dampening)),
    nesterov: nesterov ? 1 : 0,
  });
}
