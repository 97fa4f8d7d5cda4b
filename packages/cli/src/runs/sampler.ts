import { CraftError, isCraftError } from '@craft/config';
import type { Tokenizer } from '@craft/data';
import { generateTokens, type CausalLM } from '@craft/models';
import type { SampleRequest } from '@craft/training';
import type { CraftConfig } from '../config/rootSchema.ts';
import { promptTokens } from './promptTokens.ts';

/** Makes what the sample callback asks for: a text by the model, prompt included. */
export function sampler(model: CausalLM, tokenizer: Tokenizer): (request: SampleRequest) => Promise<string> {
  return async ({ prompt, signal, ...options }) => {
    const start = promptTokens(tokenizer, prompt);
    const ids: number[] = [];
    for await (const id of generateTokens(model, start.ids, options)) {
      ids.push(id);
      if (signal.aborted) break;
    }
    return start.text + tokenizer.decode(ids);
  };
}

/**
 * Checks that the model can begin the texts that callbacks will ask it for.
 *
 * @throws CraftError `data.unknown-character`, naming the key
 */
export function checkCallbacks(callbacks: CraftConfig['callbacks'], tokenizer: Tokenizer): void {
  for (const [name, callback] of Object.entries(callbacks)) {
    if (callback.type !== 'sample') continue;
    try {
      promptTokens(tokenizer, callback.prompt);
    } catch (error) {
      if (!isCraftError(error)) throw error;
      throw new CraftError(`callbacks.${name}.prompt: ${error.message}`, {
        code: error.code,
        hint: error.hint,
      });
    }
  }
}
