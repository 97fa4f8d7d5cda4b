import * as library from '@huggingface/tokenizers';
import type { TokenizerJson } from './tokenizer.ts';

/** What is used of the library's tokenizer. Written down here, as the library's own types do not resolve by Node's rules. */
export interface LibraryTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[]; tokens: string[] };
  decode(
    ids: number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string;
  id_to_token(id: number): string | undefined;
  get_vocab(withAddedTokens: boolean): Map<string, number>;
}

const { Tokenizer } = library as unknown as {
  Tokenizer: new (json: TokenizerJson, config: object) => LibraryTokenizer;
};

/** A tokenizer of `@huggingface/tokenizers`. Throws what the library throws. */
export function openLibrary(json: TokenizerJson): LibraryTokenizer {
  return new Tokenizer(json, {});
}
