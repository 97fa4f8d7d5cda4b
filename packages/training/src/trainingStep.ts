import { CraftError } from '@craft/config';
import { clipScale, globalNorm, noGrad, randomScope, scope, type Scalar, type Tensor } from '@craft/tensor';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Task } from './task.ts';
import type { WeightAverage } from './weightAverage.ts';

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
  /** Takes in the parameters after the update. */
  readonly average?: WeightAverage | undefined;
  /** Leaves the gradients where they are; by default they are gone after the step. */
  readonly keepGradients?: boolean;
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
  const { gradNorm, scale } = measureGradients(optimizer, gradientClip);
  await options.onBeforeOptimizerStep?.();
  optimizer.update({ learningRate, ...(scale ? { gradientScale: scale } : {}) });
  scale?.dispose();
  options.average?.update();
  if (!options.keepGradients) optimizer.zeroGrad();
  return { loss, gradNorm };
}

function accumulateGradients<Model, Batch>(options: TrainingStep<Model, Batch>): Tensor {
  const { model, task, seed, step, microbatches } = options;
  const { parts, share } = partsOf(options);
  let total: Tensor | undefined;
  for (const { part, index } of parts) {
    const before = total;
    total = scope(() => {
      const loss = addGradients({ model, task, part, share, seed, step: step * microbatches + index });
      return noGrad(() => (before ? before.add(loss) : loss));
    });
    before?.dispose();
  }
  return total as Tensor;
}

/** A batch in parts that have targets, and what each part's sum is multiplied with to be the batch's mean. */
export interface BatchParts<Batch> {
  readonly parts: readonly { readonly part: Batch; readonly index: number }[];
  /** 1 / targets of the whole batch. */
  readonly share: number;
}

/**
 * Cuts a batch into what is on the device at once.
 *
 * @throws CraftError `training.no-targets`
 */
export function partsOf<Model, Batch>(
  options: Pick<TrainingStep<Model, Batch>, 'task' | 'batch' | 'microbatchSize' | 'step'>,
): BatchParts<Batch> {
  const { task, batch, microbatchSize } = options;
  const parts = microbatchSize === null ? [batch] : task.split(batch, microbatchSize);
  const counted = parts.map((part, index) => ({ part, index, count: task.count(part) }));
  const count = counted.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) throw stepError(options, 'no-targets', 'expected a batch with at least one target');
  return { parts: counted.filter((one) => one.count > 0), share: 1 / count };
}

/** One part of a batch. */
export interface Part<Model, Batch> {
  readonly model: Model;
  readonly task: Task<Model, Batch>;
  readonly part: Batch;
  readonly share: number | Scalar;
  readonly seed: number;
  /** Tells the random numbers of this part from those of all others. */
  readonly step: number | Scalar;
}

/** Adds the gradients of a part to those of the parameters; gives its share of the batch's mean loss. */
export function addGradients<Model, Batch>({
  model,
  task,
  part,
  share,
  seed,
  step,
}: Part<Model, Batch>): Tensor {
  const loss = randomScope({ seed, step }, () => task.loss(model, part).sum.mul(share));
  loss.backward();
  return loss.detach();
}

/**
 * The length of the gradient and what it is to be multiplied with to be short enough; both the caller's.
 *
 * @throws CraftError `training.no-gradients`
 */
export function measureGradients(
  optimizer: Pick<Optimizer, 'parameters'>,
  gradientClip: number | null,
): { gradNorm: Tensor; scale: Tensor | null } {
  const gradients = [...optimizer.parameters.values()].flatMap(({ grad }) => (grad ? [grad] : []));
  if (gradients.length === 0) {
    throw new CraftError('training: expected a loss that depends on the parameters but none has a gradient', {
      code: 'training.no-gradients',
    });
  }
  return scope(() =>
    noGrad(() => {
      const gradNorm = globalNorm(gradients);
      return { gradNorm, scale: gradientClip === null ? null : clipScale(gradNorm, gradientClip) };
    }),
  );
}

function stepError<Model, Batch>(
  { task, batch, step }: Pick<TrainingStep<Model, Batch>, 'task' | 'batch' | 'step'>,
  code: string,
  message: string,
): CraftError {
  const which = task.describe?.(batch) ?? 'its batch';
  return new CraftError(`training: step ${step + 1}, ${which}: ${message}`, { code: `training.${code}` });
}
