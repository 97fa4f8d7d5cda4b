import type { Tensor } from '@craft/tensor';

/** What a batch cost: a sum and what it is a sum over, so that parts of a batch add up to the whole exactly. */
export interface Loss {
  /** A scalar with a graph behind it: the sum of the losses of all targets. */
  readonly sum: Tensor;
  /** How many targets that is. */
  readonly count: number;
  /** Scalars: sums over the same targets, by the names in the task's `metrics`. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
}

/**
 * What there is to learn: what a batch of examples costs a model. The Trainer knows nothing else of either, so
 * language modelling, classification and diffusion are tasks and not kinds of trainers.
 */
export interface Task<Model, Batch> {
  /** Runs the model on the batch. Called inside `scope`, so what it makes needs no care. */
  loss(model: Model, batch: Batch): Loss;
  /** Names of what `evaluate` measures besides the loss, such as `accuracy`; known before anything runs. */
  readonly metrics?: readonly string[];
  /** `loss` with these metrics, for evaluations: what costs more than training needs. Default: `loss`. */
  evaluate?(model: Model, batch: Batch): Loss;
  /** How many targets `loss` will sum over; read before anything runs, to weigh the parts of a batch. */
  count(batch: Batch): number;
  /** Cuts a batch into parts of at most `size` examples, in order. */
  split(batch: Batch, size: number): Batch[];
  /** What the batch adds to the number of tokens (or examples) seen. */
  tokens(batch: Batch): number;
  /** Names the batch in messages, such as `batch 17`. */
  describe?(batch: Batch): string;
}
