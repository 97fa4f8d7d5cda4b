import { isCraftError } from '@craft/config';
import type { Tokenizer } from '@craft/data';

/** The prompt that stands for none. */
export const defaultPrompt = '\n';

/** What a text begins after, the best first; not every text has each of them. */
const beginnings = ['\n\n', '\n', ' '] as const;

/** A prompt as tokens, and the part of it that is part of the text. */
export interface Prompt {
  readonly ids: Int32Array;
  readonly text: string;
}

/**
 * Turns a prompt into tokens. Without one (or with the default) the model begins as after a blank line; where the
 * training text has no line breaks, after a space or whichever token comes first.
 *
 * @throws CraftError `data.unknown-character`
 */
export function promptTokens(tokenizer: Tokenizer, prompt: string = defaultPrompt): Prompt {
  if (prompt !== defaultPrompt) return { ids: tokenizer.encode(prompt), text: prompt };
  for (const beginning of beginnings) {
    try {
      return { ids: tokenizer.encode(beginning), text: '' };
    } catch (error) {
      if (!isCraftError(error)) throw error;
    }
  }
  return { ids: Int32Array.of(0), text: '' };
}
