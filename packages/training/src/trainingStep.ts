import { CraftError } from '@craft/config';
import {
  autocast,
  clipScale,
  globalNorm,
  noGrad,
  randomScope,
  runIf,
  scope,
  type LossScaleVerdict,
  type Scalar,
  type Tensor,
} from '@craft/tensor';
import type { LossScaler } from './lossScaler.ts';
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
  /** Makes it a step in mixed precision, in which an update may be skipped. */
  readonly scaler?: LossScaler | undefined;
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
  /** In mixed precision: 1 / the scale of this step's loss. */
  readonly unscale?: Tensor;
  /** In mixed precision: 0 where the gradient was not finite and the update was not made, else 1. */
  readonly proceed?: Tensor;
}

/**
 * One update. The gradient is that of the mean over all targets of the batch, whatever parts the batch is cut
 * into: each part's sum is divided by the number of targets of the whole. Nothing is read back from the device.
 *
 * @throws CraftError `training.no-targets`, `training.no-gradients`
 */
export async function runStep<Model, Batch>(options: TrainingStep<Model, Batch>): Promise<StepFigures> {
  const { optimizer, learningRate, gradientClip, scaler } = options;
  const loss = accumulateGradients(options);
  await options.onBackwardEnd?.();
  const measured = measureGradients(optimizer, gradientClip, scaler);
  await options.onBeforeOptimizerStep?.();
  applyUpdate(optimizer, measured, { learningRate, scaler });
  measured.scale?.dispose();
  options.average?.update();
  if (!options.keepGradients) optimizer.zeroGrad();
  return { loss, ...figuresOf(measured) };
}

function accumulateGradients<Model, Batch>(options: TrainingStep<Model, Batch>): Tensor {
  const { model, task, seed, step, microbatches, scaler } = options;
  const { parts, share } = partsOf(options);
  let total: Tensor | undefined;
  for (const { part, index } of parts) {
    const before = total;
    total = scope(() => {
      const loss = addGradients({
        model,
        task,
        part,
        share,
        seed,
        step: step * microbatches + index,
        scaler,
      });
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
  readonly scaler?: LossScaler | undefined;
}

/** Adds the gradients of a part to those of the parameters; gives its share of the batch's mean loss. */
export function addGradients<Model, Batch>({
  model,
  task,
  part,
  share,
  seed,
  step,
  scaler,
}: Part<Model, Batch>): Tensor {
  const forward = () => task.loss(model, part).sum.mul(share);
  const loss = randomScope({ seed, step }, () => (scaler ? autocast('f16', forward) : forward()));
  (scaler ? loss.mul(scaler.scale) : loss).backward();
  return loss.detach();
}

/** What is known of a step's gradients, on the device; the caller's. */
export interface MeasuredGradients {
  /** Their length, before clipping. */
  readonly gradNorm: Tensor;
  /** What they are to be multiplied with before the update; null: nothing. */
  readonly scale: Tensor | null;
  /** In mixed precision. */
  readonly verdict: Omit<LossScaleVerdict, 'gradNorm'> | null;
}

/**
 * The length of the gradient and what it is to be multiplied with to be short enough and, in mixed precision, to be
 * that of the loss itself.
 *
 * @throws CraftError `training.no-gradients`
 */
export function measureGradients(
  optimizer: Pick<Optimizer, 'parameters'>,
  gradientClip: number | null,
  scaler?: LossScaler,
): MeasuredGradients {
  const gradients = [...optimizer.parameters.values()].flatMap(({ grad }) => (grad ? [grad] : []));
  if (gradients.length === 0) {
    throw new CraftError('training: expected a loss that depends on the parameters but none has a gradient', {
      code: 'training.no-gradients',
    });
  }
  return scope(() =>
    noGrad(() => {
      const norm = globalNorm(gradients);
      if (!scaler) {
        const scale = gradientClip === null ? null : clipScale(norm, gradientClip);
        return { gradNorm: norm, scale, verdict: null };
      }
      const { gradNorm, unscale, proceed } = scaler.judge(norm);
      const scale = gradientClip === null ? unscale.clone() : clipScale(gradNorm, gradientClip).mul(unscale);
      return { gradNorm, scale, verdict: { unscale, proceed } };
    }),
  );
}

/** Changes the parameters, unless the gradients are not finite in mixed precision. */
export function applyUpdate(
  optimizer: Pick<Optimizer, 'update'>,
  { scale, verdict }: MeasuredGradients,
  { learningRate, scaler }: { learningRate: number | Scalar; scaler?: LossScaler | undefined },
): void {
  const options = {
    learningRate,
    ...(scale ? { gradientScale: scale } : {}),
    ...(scaler ? { skippedUpdates: scaler.skipped } : {}),
  };
  if (verdict) runIf(verdict.proceed, () => optimizer.update(options));
  else optimizer.update(options);
}

/** What of it is reported. */
export function figuresOf({ gradNorm, verdict }: MeasuredGradients): Omit<StepFigures, 'loss'> {
  return { gradNorm, ...verdict };
}

function stepError<Model, Batch>(
  { task, batch, step }: Pick<TrainingStep<Model, Batch>, 'task' | 'batch' | 'step'>,
  code: string,
  message: string,
): CraftError {
  const which = task.describe?.(batch) ?? 'its batch';
  return new CraftError(`training: step ${step + 1}, ${which}: ${message}`, { code: `training.${code}` });
}
