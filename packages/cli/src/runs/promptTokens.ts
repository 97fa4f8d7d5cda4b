import { isCraftError } from '@craft/config';
import type { Tokenizer } from '@craft/data';

/** What a text begins with where nobody says: a line break, which most texts have before each of their lines. */
export const defaultPrompt = '\n';

/** A prompt as tokens, and the part of it that is part of the text. */
export interface Prompt {
  readonly ids: Int32Array;
  readonly text: string;
}

/**
 * Turns a prompt into tokens. Without one (or with the default) the model writes from the start of a line; a text of a
 * single line has no line breaks, so there it starts with a space or whichever token comes first.
 *
 * @throws CraftError `data.unknown-character`
 */
export function promptTokens(tokenizer: Tokenizer, prompt: string = defaultPrompt): Prompt {
  if (prompt !== defaultPrompt) return { ids: tokenizer.encode(prompt), text: prompt };
  for (const start of [defaultPrompt, ' ']) {
    try {
      return { ids: tokenizer.encode(start), text: '' };
    } catch (error) {
      if (!isCraftError(error)) throw error;
    }
  }
  return { ids: Int32Array.of(0), text: '' };
}
