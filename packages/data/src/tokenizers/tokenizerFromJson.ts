import { bytePairFromJson } from './bpe/bytePairJson.ts';
import type { SpecialText } from './bpe/specialTokens.ts';
import { ByteTokenizer } from './byteTokenizer.ts';
import { CharacterTokenizer } from './characterTokenizer.ts';
import { HuggingFaceTokenizer } from './huggingFaceTokenizer.ts';
import { invalidTokenizer } from './tokenErrors.ts';
import type { Tokenizer, TokenizerJson } from './tokenizer.ts';

const readers = {
  character: (json: TokenizerJson): Tokenizer => CharacterTokenizer.fromJSON(json),
  byte: (json: TokenizerJson): Tokenizer => ByteTokenizer.fromJSON(json),
};

/** How a tokenizer is made from its JSON. */
export interface TokenizerFromJsonOptions {
  /** What becomes of special tokens' text in a text that is encoded by byte-level BPE; default: `error`. */
  readonly specialText?: SpecialText | undefined;
}

/**
 * Makes a tokenizer from what its `toJSON` gave, or from any `tokenizer.json` of Hugging Face's libraries: byte-level BPE with
 * our own encoder, others through `@huggingface/tokenizers`.
 *
 * @param json the parsed JSON
 * @throws CraftError `data.invalid-tokenizer` when it is not a tokenizer, or one of a type that this version does not know
 */
export function tokenizerFromJson(json: unknown, options: TokenizerFromJsonOptions = {}): Tokenizer {
  const object: TokenizerJson | null =
    typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as TokenizerJson) : null;
  if (
    object !== null &&
    !('type' in object) &&
    typeof object['model'] === 'object' &&
    object['model'] !== null
  )
    return bytePairFromJson(object, options.specialText) ?? new HuggingFaceTokenizer(object);
  const type = object?.['type'];
  if (object === null || typeof type !== 'string' || !Object.hasOwn(readers, type)) {
    const known = Object.keys(readers).join(', ');
    throw invalidTokenizer(
      `tokenizer: expected an object whose "type" is one of ${known}, or a tokenizer.json with a "model", but received ` +
        (JSON.stringify(type) ?? 'neither'),
    );
  }
  return readers[type as keyof typeof readers](object);
}
