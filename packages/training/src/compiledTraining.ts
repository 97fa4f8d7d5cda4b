import {
  compile,
  fillInto,
  noGrad,
  scope,
  variable,
  type CompiledStep,
  type Device,
  type Tensor,
} from '@craft/tensor';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { LossScaler } from './lossScaler.ts';
import type { Task } from './task.ts';
import {
  addGradients,
  applyUpdate,
  figuresOf,
  measureGradients,
  partsOf,
  runStep,
  type StepFigures,
  type TrainingStep,
} from './trainingStep.ts';
import type { WeightAverage } from './weightAverage.ts';

/** What every step of a run has in common. */
export interface CompiledTrainingOptions<Model, Batch> {
  readonly model: Model;
  readonly task: Task<Model, Batch>;
  readonly optimizer: Optimizer;
  readonly device: Device;
  readonly seed: number;
  readonly gradientClip: number | null;
  /** Takes in the parameters after each update. */
  readonly average?: WeightAverage | undefined;
  /** Makes the steps those of mixed precision. */
  readonly scaler?: LossScaler | undefined;
}

/** What differs from step to step. */
export type StepOptions<Model, Batch> = Pick<
  TrainingStep<Model, Batch>,
  'batch' | 'microbatchSize' | 'microbatches' | 'step' | 'learningRate'
>;

/** What is called in the middle of a step. */
export type StepHooks<Model, Batch> = Pick<
  TrainingStep<Model, Batch>,
  'onBackwardEnd' | 'onBeforeOptimizerStep'
>;

/**
 * `runStep`, compiled. A batch that goes through at once is one plan from the token ids to the new parameters. One
 * in several parts is a plan for the parts and one for the update, with gradients that stay where they are in
 * between; the first such step runs eagerly, and so makes them.
 */
export class CompiledTraining<Model, Batch> {
  readonly #options: CompiledTrainingOptions<Model, Batch>;
  readonly #share = variable(1);
  readonly #randomStep = variable(0);
  readonly #learningRate = variable(0);
  readonly #whole: CompiledStep<[Batch], StepFigures>;
  readonly #part: CompiledStep<[Batch], Tensor>;
  readonly #update: CompiledStep<[], Omit<StepFigures, 'loss'>>;

  constructor(options: CompiledTrainingOptions<Model, Batch>) {
    this.#options = options;
    const { device, optimizer } = options;
    this.#whole = compile(
      (batch: Batch) => {
        const loss = this.#addGradients(batch);
        const figures = this.#applyGradients();
        optimizer.zeroGrad();
        return { loss, ...figures };
      },
      { device },
    );
    this.#part = compile((batch: Batch) => this.#addGradients(batch), { device });
    this.#update = compile(
      () => {
        const figures = this.#applyGradients();
        for (const { grad } of optimizer.parameters.values()) if (grad) fillInto(grad, 0);
        return figures;
      },
      { device },
    );
  }

  /** The plan of a whole step, for reports. */
  get plan(): CompiledStep<[Batch], StepFigures> {
    return this.#whole;
  }

  /**
   * One update, as `runStep` makes it.
   *
   * @throws CraftError `training.no-targets`, `training.no-gradients`, `compile.*`
   */
  async step(options: StepOptions<Model, Batch>): Promise<StepFigures> {
    const { step, microbatches, learningRate } = options;
    const { parts, share } = partsOf({ ...this.#options, ...options });
    this.#share.value = share;
    this.#learningRate.value = learningRate;
    const [only] = parts;
    if (only && parts.length === 1 && !this.#hasGradients) {
      this.#randomStep.value = step * microbatches + only.index;
      return this.#whole(only.part);
    }
    if (!this.#hasGradients) {
      const figures = await runStep({ ...this.#options, ...options, keepGradients: true });
      this.#clearGradients();
      return figures;
    }
    let loss: Tensor | undefined;
    for (const { part, index } of parts) {
      this.#randomStep.value = step * microbatches + index;
      const before = loss;
      const own = this.#part(part);
      loss = before ? noGrad(() => before.add(own)) : own;
      if (before) for (const one of [before, own]) one.dispose();
    }
    return { loss: loss as Tensor, ...this.#update() };
  }

  /** The same update op by op, with handlers in between. */
  async eagerStep(options: StepOptions<Model, Batch> & StepHooks<Model, Batch>): Promise<StepFigures> {
    const kept = this.#hasGradients;
    const figures = await runStep({ ...this.#options, ...options, keepGradients: kept });
    if (kept) this.#clearGradients();
    return figures;
  }

  /** Frees the plans, and the gradients that were kept for them. */
  dispose(): void {
    this.#options.optimizer.zeroGrad();
    for (const plan of [this.#whole, this.#part, this.#update]) plan.dispose();
  }

  get #hasGradients(): boolean {
    return [...this.#options.optimizer.parameters.values()].some(({ grad }) => grad !== null);
  }

  #clearGradients(): void {
    for (const { grad } of this.#options.optimizer.parameters.values()) if (grad) fillInto(grad, 0);
  }

  #addGradients(part: Batch): Tensor {
    const { model, task, seed, scaler } = this.#options;
    return addGradients({ model, task, part, share: this.#share, seed, step: this.#randomStep, scaler });
  }

  #applyGradients(): Omit<StepFigures, 'loss'> {
    const { optimizer, gradientClip, average, scaler } = this.#options;
    return scope(() => {
      const measured = measureGradients(optimizer, gradientClip, scaler);
      applyUpdate(optimizer, measured, { learningRate: this.#learningRate, scaler });
      average?.update();
      return figuresOf(measured);
    });
  }
}
