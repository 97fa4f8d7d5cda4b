import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import wgsl from './lossScaleStep.wgsl';

const lossScaleStepKernel = defineKernel({
  name: 'lossScaleStep',
  reads: { norm: 'f32' },
  writes: {
    scale: 'f32',
    growthTracker: 'f32',
    skipped: 'f32',
    gradNorm: 'f32',
    unscale: 'f32',
    proceed: 'f32',
  },
  params: { growthFactor: 'f32', backoffFactor: 'f32', growthInterval: 'f32' },
  wgsl,
  workgroups: () => 1,
  tasks: () => 1,
});

/** The state of a dynamic loss scale: scalars of f32 on the device. */
export interface LossScaleState {
  /** What the loss is multiplied with. */
  readonly scale: Tensor;
  /** Steps since the scale last changed. */
  readonly growthTracker: Tensor;
  /** Steps that were skipped. */
  readonly skipped: Tensor;
}

/** How a loss scale changes. */
export interface LossScaleRates {
  /** What it grows by after growthInterval good steps in a row. */
  readonly growthFactor: number;
  /** What it shrinks by after a step whose gradient was not finite. */
  readonly backoffFactor: number;
  readonly growthInterval: number;
}

/** What a step learns from its gradient: scalars of f32 on the device. */
export interface LossScaleVerdict {
  /** Length of the gradient of the loss itself. */
  readonly gradNorm: Tensor;
  /** What gradients are to be multiplied with to be those of the loss itself: 1 / scale. */
  readonly unscale: Tensor;
  /** 1, or 0 where the gradient was not finite and the update must not be made; for `runIf`. */
  readonly proceed: Tensor;
}

/**
 * Judges a step by the norm of its gradients, [] f32, as they came from the scaled loss, and moves the scale on, all
 * on the device: NaN or an infinity among the gradients makes the norm so. After torch.amp.GradScaler; a scale that
 * would not be finite stays. Throws `shape.mismatch`.
 */
export function lossScaleStep(
  norm: Tensor,
  { scale, growthTracker, skipped }: LossScaleState,
  rates: LossScaleRates,
): LossScaleVerdict {
  for (const one of [norm, scale, growthTracker, skipped]) {
    if (one.size === 1 && one.dtype === 'f32') continue;
    throw new CraftError(
      'shape.mismatch',
      `lossScaleStep: expected scalars of f32 but received ${one.dtype} ${formatShape(one.shape)}`,
    );
  }
  const scalar = () => emptyTensor([], 'f32', norm.device);
  const verdict = { gradNorm: scalar(), unscale: scalar(), proceed: scalar() };
  const { gradNorm, unscale, proceed } = verdict;
  launch(lossScaleStepKernel, [norm], [scale, growthTracker, skipped, gradNorm, unscale, proceed], {
    growthFactor: rates.growthFactor,
    backoffFactor: rates.backoffFactor,
    growthInterval: rates.growthInterval,
  });
  return verdict;
}
