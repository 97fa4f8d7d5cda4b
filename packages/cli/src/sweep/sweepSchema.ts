import { duration } from '@craft/config';
import * as v from 'valibot';

const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));

const interval = v.pipe(
  v.strictObject({
    min: v.pipe(v.number(), v.finite()),
    max: v.pipe(v.number(), v.finite()),
    scale: v.optional(v.picklist(['linear', 'log']), 'linear'),
    integer: v.optional(v.boolean(), false),
  }),
  v.check(({ min, max }) => min < max, 'expected min to be less than max'),
  v.check(({ min, scale }) => scale === 'linear' || min > 0, 'expected min to be above 0 on a log scale'),
);

/** Values to take in turn, a range `0..4`, or an interval to draw from. */
const parameter = v.union([v.pipe(v.array(scalar), v.minLength(1)), v.string(), interval]);

/** A file below `configs/sweep/`. */
export const sweepSchema = v.pipe(
  v.strictObject({
    experiment: v.optional(
      v.pipe(v.string(), v.description('What is varied; default: the project’s, or the quick-start')),
    ),
    overrides: v.optional(
      v.pipe(
        v.array(v.string()),
        v.description('Arguments that hold for every point: training.duration=200step'),
      ),
      [],
    ),
    method: v.optional(
      v.pipe(
        v.picklist(['grid', 'random', 'halving']),
        v.description(
          'grid: every combination; random: samples of them; halving: samples, of which the better ones train for longer',
        ),
      ),
      'grid',
    ),
    parameters: v.pipe(
      v.record(v.string(), parameter),
      v.description(
        'What varies: [values], "0..4", or { min, max, scale: linear | log, integer } to draw from',
      ),
    ),
    samples: v.optional(v.pipe(whole, v.description('How many points are drawn')), 16),
    seed: v.optional(
      v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description('Another seed, other points')),
      0,
    ),
    metric: v.optional(
      v.pipe(
        v.picklist(['valLoss', 'trainLoss']),
        v.description('By which points are compared: the lowest wins'),
      ),
      'valLoss',
    ),
    halving: v.optional(
      v.strictObject({
        start: v.pipe(duration({ units: ['step'] }), v.description('How long every point trains at first')),
        factor: v.optional(
          v.pipe(
            v.number(),
            v.integer(),
            v.minValue(2),
            v.description('Each time one in so many goes on, for so many times as long'),
          ),
          3,
        ),
      }),
    ),
    jobs: v.optional(v.pipe(whole, v.description('How many run at a time')), 1),
  }),
  v.forward(
    v.check(({ parameters }) => Object.keys(parameters).length > 0, 'expected at least one parameter'),
    ['parameters'],
  ),
  v.check(
    ({ method, halving }) => method !== 'halving' || halving !== undefined,
    'expected halving: { start: … } for the method halving',
  ),
  v.check(
    ({ method, parameters }) =>
      method !== 'grid' ||
      Object.values(parameters).every((one) => typeof one !== 'object' || Array.isArray(one)),
    'expected lists of values for the method grid: an interval is for random and halving',
  ),
);

/** A sweep, checked and with all defaults. */
export type SweepConfig = v.InferOutput<typeof sweepSchema>;
