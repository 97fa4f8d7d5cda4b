import { CraftError, defineComponent, duration } from '@craft/config';
import * as v from 'valibot';
import { inEvaluationMode } from '../trainableModel.ts';
import type { Callback, CallbackContext, SampleRequest, TrainingEvent } from './callback.ts';

/** Options of `sampleCallback`. */
export interface SampleOptions extends Omit<SampleRequest, 'seed' | 'signal'> {
  /** How often, such as `500step`. */
  readonly every: string;
}

/**
 * Lets the model write now and then, and at the end: shows the text and puts it into `samples/step-N.txt`.
 */
export function sampleCallback(
  options: SampleOptions,
  context: {
    readonly sample: NonNullable<CallbackContext['sample']>;
    readonly show?: CallbackContext['show'];
  },
): Callback {
  const { every, ...wish } = options;
  let last = 0;

  async function takeSample({ step, seed, signal, model, run, report }: TrainingEvent): Promise<void> {
    last = step;
    const text = await inEvaluationMode(model, () => context.sample({ ...wish, seed: seed + step, signal }));
    if (signal.aborted) return;
    run?.writeSample(step, text);
    run?.appendEvent({ type: 'sample', step });
    await report({ type: 'text', tag: 'sample', text });
    context.show?.(text);
  }

  return {
    async onStepEnd(event) {
      if (event.isDue(every)) await takeSample(event);
    },
    async onFitEnd(event) {
      if (event.result.status === 'completed' && event.step > last) await takeSample(event);
    },
    state: () => ({ last }),
    load(state) {
      last = (state as { last: number }).last;
    },
  };
}

const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));

export const sampleComponent = defineComponent({
  kind: 'callback',
  name: 'sample',
  description: 'Lets the model write a text now and then, into samples/',
  schema: v.strictObject({
    every: v.optional(v.pipe(duration(), v.description('How often')), '500step'),
    prompt: v.optional(v.pipe(v.string(), v.nonEmpty(), v.description('The text to continue')), '\n'),
    maxTokens: v.optional(v.pipe(positive, v.description('Most tokens to write')), 200),
    temperature: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.minValue(0),
        v.description('0: always the likeliest token; 1: as the model says'),
      ),
      0.8,
    ),
    topK: v.optional(
      v.nullable(v.pipe(positive, v.description('Draw among so many likeliest tokens; null: all'))),
      null,
    ),
    topP: v.optional(
      v.nullable(
        v.pipe(
          v.number(),
          v.gtValue(0),
          v.maxValue(1),
          v.description('Draw among the likeliest tokens of this much probability together; null: all'),
        ),
      ),
      null,
    ),
  }),
  create(options, { sample, show }: CallbackContext): Callback {
    if (!sample) {
      throw new CraftError('callback sample: expected a model that can generate but received none', {
        code: 'callback.no-sampler',
      });
    }
    return sampleCallback(options, { sample, show });
  },
});
