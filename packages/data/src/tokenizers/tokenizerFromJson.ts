import { CraftError } from '@craft/config';
import { CharacterTokenizer } from './characterTokenizer.ts';
import type { Tokenizer, TokenizerJson } from './tokenizer.ts';

const readers = { character: (json: TokenizerJson): Tokenizer => CharacterTokenizer.fromJSON(json) };

/**
 * Makes a tokenizer from what its `toJSON` gave.
 *
 * @param json the parsed JSON
 * @throws CraftError `data.invalid-tokenizer` when it is not a tokenizer, or one of a type that this version does not know
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(readers, type)) {
    const known = Object.keys(readers).join(', ');
    throw new CraftError(
      `tokenizer: expected an object whose "type" is one of ${known} but received ${JSON.stringify(type) ?? 'no type'}`,
      {
        code: 'data.invalid-tokenizer',
        hint: 'Give the JSON that the toJSON() of a tokenizer made, with the version of @craft/data that made it.',
      },
    );
  }
  return readers[type as keyof typeof readers]({ ...(json as object), type });
}
