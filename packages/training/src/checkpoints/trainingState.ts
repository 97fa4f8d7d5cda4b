import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const figure = v.nullable(v.number());

/** What is in `state.json`. Objects may hold more: a newer version's state reads as far as it is known. */
export const trainingStateSchema = v.object({
  version: v.literal(1),
  /** Updates made. */
  step: count,
  tokens: count,
  elapsedSeconds: v.number(),
  /** Of everything random; with the step it is all that random numbers depend on. */
  seed: v.number(),
  /** Where the training data goes on. */
  loader: v.unknown(),
  optimizer: v.object({ type: v.string(), values: v.unknown() }),
  /** Updates of the moving average of the weights, where there is one. */
  ema: v.optional(v.object({ updates: count })),
  /** What a schedule that listens to evaluations remembers. */
  schedule: v.optional(v.unknown()),
  callbacks: v.record(v.string(), v.unknown()),
  /** Of mixed precision. */
  lossScale: v.optional(v.object({ scale: v.number(), growthTracker: count, skipped: count })),
  smoothing: v.object({ sum: v.number(), weight: v.number() }),
  final: v.object({ trainLoss: figure, valLoss: figure }),
  /** Checkpoints with the best values of what is monitored, best first; `loss` is what such a value was called. */
  best: v.array(
    v.pipe(
      v.object({ step: count, value: v.optional(v.number()), loss: v.optional(v.number()) }),
      v.transform(({ step, value, loss }) => ({ step, value: value ?? loss ?? Infinity })),
    ),
  ),
  /** Whether an evaluation of this step was asked for and did not finish. */
  evaluationDue: v.boolean(),
  /** What the program wants to find again: resolved configuration, fingerprints, versions, git. */
  about: v.record(v.string(), v.unknown()),
});

/** Everything a run needs to go on besides the values of its tensors. */
export type TrainingState = v.InferOutput<typeof trainingStateSchema>;

/** A checkpoint that is kept for how good it is. */
export type BestCheckpoint = TrainingState['best'][number];
