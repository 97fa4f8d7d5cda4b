import { defineComponent, duration } from '@craft/config';
import * as v from 'valibot';
import { histogramOf } from '../loggers/histogram.ts';
import type { Callback, TrainingEvent } from './callback.ts';

/** Options of `histograms`. */
export interface HistogramOptions {
  /** How often, such as `500step`. */
  readonly every: string;
  readonly weights: boolean;
  readonly gradients: boolean;
  readonly bins: number;
}

/**
 * Reports how the values of every parameter and of its gradient are distributed: for the TensorBoard logger. Steps
 * whose gradients are looked at run op by op, all others compiled; the results are the same.
 */
export function histograms({ every, weights, gradients, bins }: HistogramOptions): Callback {
  async function report(event: TrainingEvent, what: 'weights' | 'gradients'): Promise<void> {
    for (const [name, parameter] of event.model.namedParameters()) {
      const values = what === 'weights' ? parameter : parameter.grad;
      if (!values) continue;
      const histogram = histogramOf(await values.data(), bins);
      await event.report({ type: 'histogram', tag: `${what}/${name}`, histogram });
    }
  }

  const looking = {
    looksInside: (event: TrainingEvent) => event.willBeDue(every),
    onBackwardEnd: (event: TrainingEvent) => report(event, 'gradients'),
  };
  return {
    ...(gradients ? looking : {}),
    async onStepEnd(event) {
      if (weights && event.isDue(every)) await report(event, 'weights');
    },
  };
}

export const histogramsComponent = defineComponent({
  kind: 'callback',
  name: 'histograms',
  description: 'How weights and gradients are distributed, now and then, for TensorBoard',
  schema: v.strictObject({
    every: v.optional(
      v.pipe(duration({ units: ['step', 'epoch', 'token'] }), v.description('How often')),
      '500step',
    ),
    weights: v.optional(v.pipe(v.boolean(), v.description('Those of the parameters')), true),
    gradients: v.optional(v.pipe(v.boolean(), v.description('Those of their gradients')), true),
    bins: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000), v.description('How fine they are')),
      64,
    ),
  }),
  create: (options): Callback => histograms(options),
});
