import { CraftError, duration } from '@craft/config';
import * as v from 'valibot';

/** More than a billion is a slip of the keyboard. */
const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));
const every = duration();

/** What `fastDevRun` sets. */
const devRun = {
  duration: '3step',
  logEvery: '1step',
  evaluateEvery: '2step',
  evaluateBatches: 1,
  checkpointEvery: '2step',
};

/** The `training` part of a configuration. */
export const trainingSchema = v.pipe(
  v.strictObject({
    duration: v.optional(
      v.pipe(every, v.description('How long to train: "2000step", "5epoch", "1e8token" or "10min"')),
      '2000step',
    ),
    batchSize: v.optional(v.pipe(positive, v.description('Examples in the batch of one update')), 12),
    microbatchSize: v.optional(
      v.nullable(
        v.pipe(
          positive,
          v.description('Most examples on the device at once; gradients add up to the batch. null: all'),
        ),
      ),
      null,
    ),
    gradientClip: v.optional(
      v.nullable(
        v.pipe(
          v.number(),
          v.finite(),
          v.gtValue(0),
          v.description('Longest gradient; longer ones are scaled down. null: any'),
        ),
      ),
      1,
    ),
    seed: v.optional(
      v.pipe(
        v.number(),
        v.safeInteger(),
        v.minValue(0),
        v.description('Of everything random: weights, batches, dropout, samples'),
      ),
      1337,
    ),
    compile: v.optional(
      v.pipe(
        v.boolean(),
        v.description('Whether a step is compiled into one plan; false: op by op, for models that cannot be'),
      ),
      true,
    ),
    precision: v.optional(
      v.pipe(
        v.picklist(['f32', 'mixed']),
        v.description(
          'mixed: matrix products and attention in f16, added up in f32, with a dynamic loss scale; weights stay f32',
        ),
      ),
      'f32',
    ),
    ema: v.optional(
      v.nullable(
        v.pipe(
          v.strictObject({
            decay: v.optional(
              v.pipe(
                v.number(),
                v.gtValue(0),
                v.ltValue(1),
                v.description('How much of the average stays at each step: 0.999 is about the last thousand'),
              ),
              0.999,
            ),
            warmup: v.optional(
              v.pipe(v.boolean(), v.description('Whether it forgets faster at first')),
              true,
            ),
          }),
          v.description(
            'A moving average of the weights to evaluate, and to generate with later; null: none',
          ),
        ),
      ),
      null,
    ),
    overfitBatches: v.optional(
      v.nullable(
        v.pipe(
          positive,
          v.description(
            'Train on the first so many batches only, again and again, to see it learn them; null: all',
          ),
        ),
      ),
      null,
    ),
    fastDevRun: v.optional(
      v.pipe(
        v.boolean(),
        v.description('Three steps with one evaluation batch and a checkpoint, to see that everything works'),
      ),
      false,
    ),
    logEvery: v.optional(v.pipe(every, v.description('How often metrics are written')), '10step'),
    evaluateEvery: v.optional(
      v.nullable(v.pipe(every, v.description('How often the model is evaluated; null: at the end only'))),
      '250step',
    ),
    evaluateBatches: v.optional(
      v.nullable(v.pipe(positive, v.description('Batches of each evaluation; null: the whole split'))),
      null,
    ),
    checkpointEvery: v.optional(
      v.nullable(v.pipe(every, v.description('How often the state is saved; null: at the end only'))),
      '500step',
    ),
    keepLast: v.optional(v.pipe(positive, v.description('Newest checkpoints that stay')), 2),
    keepBest: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('Checkpoints with the best `monitor` that stay'),
      ),
      1,
    ),
    monitor: v.optional(
      v.nullable(
        v.pipe(
          v.string(),
          v.nonEmpty(),
          v.description(
            'The figure of an evaluation that says which checkpoints are best, such as val/accuracy; null: val/loss',
          ),
        ),
      ),
      null,
    ),
    monitorMode: v.optional(
      v.pipe(v.picklist(['min', 'max']), v.description('Whether lower or higher is better')),
      'min',
    ),
  }),
  v.forward(
    v.partialCheck(
      [['batchSize'], ['microbatchSize']],
      ({ batchSize, microbatchSize }) => microbatchSize === null || microbatchSize <= batchSize,
      ({ input }) => `expected at most batchSize (${String(input.batchSize)})`,
    ),
    ['microbatchSize'],
  ),
  v.transform((settings) => (settings.fastDevRun ? { ...settings, ...devRun } : settings)),
);

/** The `training` part of a configuration as people write it: what is left out has its default. */
export type TrainingSettingsInput = v.InferInput<typeof trainingSchema>;

/**
 * Fills in the defaults.
 *
 * @throws CraftError `training.settings` naming the first setting that cannot be
 */
export function completeSettings(settings: TrainingSettingsInput): TrainingSettings {
  const result = v.safeParse(trainingSchema, settings);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CraftError(`training settings: ${v.getDotPath(issue) ?? ''}: ${issue.message}`, {
    code: 'training.settings',
  });
}

/** The `training` part of a configuration with all defaults filled in. Durations are texts, as they were written. */
export type TrainingSettings = v.InferOutput<typeof trainingSchema>;
