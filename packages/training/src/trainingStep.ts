import { CraftError } from '@craft/config';
import { clipScale, globalNorm, noGrad, randomScope, scope, type Tensor } from '@craft/tensor';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Task } from './task.ts';

/** What one update is made from. */
export interface TrainingStep<Model, Batch> {
  readonly model: Model;
  readonly task: Task<Model, Batch>;
  readonly optimizer: Optimizer;
  readonly batch: Batch;
  /** Most examples at once; null: the whole batch. */
  readonly microbatchSize: number | null;
  /** Microbatches in a full batch: keeps the random numbers of steps apart. */
  readonly microbatches: number;
  readonly seed: number;
  /** Updates made before this one. */
  readonly step: number;
  readonly learningRate: number;
  readonly gradientClip: number | null;
  /** Called when all gradients are there. */
  readonly onBackwardEnd?: () => Promise<unknown>;
  /** Called when the gradient's length is known to the device. */
  readonly onBeforeOptimizerStep?: () => Promise<unknown>;
}

/** Scalars on the device, the caller's to dispose. */
export interface StepFigures {
  /** Mean loss of all targets, before the update. */
  readonly loss: Tensor;
  /** Length of the gradient, before clipping. */
  readonly gradNorm: Tensor;
}

/**
 * One update. The gradient is that of the mean over all targets of the batch, whatever parts the batch is cut
 * into: each part's sum is divided by the number of targets of the whole. Nothing is read back from the device.
 *
 * @throws CraftError `training.no-targets`, `training.no-gradients`
 */
export async function runStep<Model, Batch>(options: TrainingStep<Model, Batch>): Promise<StepFigures> {
  const { optimizer, learningRate, gradientClip } = options;
  const loss = accumulateGradients(options);
  await options.onBackwardEnd?.();
  const { gradNorm, scale } = measure(options, gradientClip);
  await options.onBeforeOptimizerStep?.();
  optimizer.update({ learningRate, ...(scale ? { gradientScale: scale } : {}) });
  scale?.dispose();
  optimizer.zeroGrad();
  return { loss, gradNorm };
}

function accumulateGradients<Model, Batch>(options: TrainingStep<Model, Batch>): Tensor {
  const { model, task, batch, microbatchSize, microbatches, seed, step } = options;
  const parts = microbatchSize === null ? [batch] : task.split(batch, microbatchSize);
  const counts = parts.map((part) => task.count(part));
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) throw stepError(options, 'no-targets', 'expected a batch with at least one target');

  let total: Tensor | undefined;
  parts.forEach((part, i) => {
    if (counts[i] === 0) return;
    const before = total;
    total = scope(() => {
      const share = randomScope({ seed, step: step * microbatches + i }, () =>
        task.loss(model, part).sum.mul(1 / count),
      );
      share.backward();
      return noGrad(() => (before ? before.add(share) : share.detach()));
    });
    before?.dispose();
  });
  if (!total) throw stepError(options, 'no-targets', 'expected a batch with at least one target');
  return total;
}

function measure<Model, Batch>(
  options: TrainingStep<Model, Batch>,
  gradientClip: number | null,
): { gradNorm: Tensor; scale: Tensor | null } {
  const gradients = [...options.optimizer.parameters.values()].flatMap(({ grad }) => (grad ? [grad] : []));
  if (gradients.length === 0) {
    throw stepError(
      options,
      'no-gradients',
      'expected a loss that depends on the parameters but none has a gradient',
    );
  }
  return scope(() =>
    noGrad(() => {
      const gradNorm = globalNorm(gradients);
      return { gradNorm, scale: gradientClip === null ? null : clipScale(gradNorm, gradientClip) };
    }),
  );
}

function stepError<Model, Batch>(
  { task, batch, step }: TrainingStep<Model, Batch>,
  code: string,
  message: string,
): CraftError {
  const which = task.describe?.(batch) ?? 'its batch';
  return new CraftError(`training: step ${step + 1}, ${which}: ${message}`, { code: `training.${code}` });
}
