import { CraftError, defineComponent } from '@craft/config';
import * as v from 'valibot';
import type { ModelContext } from '../../causalLM.ts';
import { Gpt } from './gpt.ts';
import { gptSchema, type GptConfig, type GptOptions } from './gptSchema.ts';

/** `model: { type: gpt, … }` in a configuration. */
export const gptComponent = defineComponent({
  kind: 'model',
  name: 'gpt',
  description:
    'Decoder-only transformer: LayerNorm or RMSNorm, learned or rotary positions, grouped queries.',
  schema: gptSchema,
  create: (config: GptConfig, context: ModelContext) => new Gpt(config, context),
});

/**
 * Makes a GPT from options of which those with a default may be left out.
 *
 * @throws CraftError `model.options` that lists everything wrong with the options.
 */
export function createGpt(options: GptOptions, context: ModelContext): Gpt {
  const checked = v.safeParse(gptSchema, options);
  if (checked.success) return new Gpt(checked.output, context);
  const problems = checked.issues.map((issue) => `${v.getDotPath(issue) ?? 'options'}: ${issue.message}`);
  throw new CraftError(`createGpt: ${problems.join('; ')}`, { code: 'model.options' });
}
