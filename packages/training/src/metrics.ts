/** One line of `metrics.jsonl` about training. */
export interface TrainMetrics {
  readonly step: number;
  readonly split: 'train';
  /** Mean loss of this step's batch, in nats for each target, before its update. */
  readonly loss: number;
  /** Mean over the last steps, each weighing 2% less than the one after it. */
  readonly smoothedLoss: number;
  /** Learning rate of this step's update. */
  readonly lr: number;
  /** Length of the gradient of all parameters, before clipping; NaN, and null in the file, where it was not finite. */
  readonly gradNorm: number;
  /** In mixed precision: what the loss of this step was multiplied with. */
  readonly lossScale?: number;
  /** In mixed precision: updates so far, with this one, that were not made because a gradient was not finite. */
  readonly skippedSteps?: number;
  readonly epoch: number;
  /** Seen up to and with this step. */
  readonly tokens: number;
  /** Since the line before, without evaluation and checkpoints; null while the first steps warm up. */
  readonly tokensPerSecond: number | null;
  /** Wall time over all sessions of the run. */
  readonly elapsedSeconds: number;
  /** Device memory in use. */
  readonly deviceBytes: number;
}

/** One line of `metrics.jsonl` about an evaluation. */
export interface EvaluationMetrics {
  readonly step: number;
  /** Name of the split, such as `val`. */
  readonly split: string;
  readonly loss: number;
  readonly perplexity: number;
  readonly bitsPerCharacter?: number;
  readonly bitsPerByte?: number;
  readonly epoch: number;
  /** Seen in training so far. */
  readonly tokens: number;
  readonly evaluatedTokens: number;
  readonly elapsedSeconds: number;
  /** What the task measures besides, such as `accuracy`. */
  readonly [metric: string]: number | string | undefined;
}

/** One line of `metrics.jsonl`. */
export type Metrics = TrainMetrics | EvaluationMetrics;

/** Whether a line is about training; else it is about an evaluation. */
export function isTrainMetrics(metrics: Metrics): metrics is TrainMetrics {
  return metrics.split === 'train';
}

/** What a smoothed loss has to remember. */
export interface SmoothingState {
  readonly sum: number;
  readonly weight: number;
}

/** Exponential mean with the bias of its start taken out, so that the first value counts in full. */
export class Smoothing {
  #sum = 0;
  #weight = 0;

  /** Adds a value and gives the mean. */
  add(value: number): number {
    this.#sum = 0.98 * this.#sum + 0.02 * value;
    this.#weight = 0.98 * this.#weight + 0.02;
    return this.#sum / this.#weight;
  }

  state(): SmoothingState {
    return { sum: this.#sum, weight: this.#weight };
  }

  load({ sum, weight }: SmoothingState): void {
    this.#sum = sum;
    this.#weight = weight;
  }
}
