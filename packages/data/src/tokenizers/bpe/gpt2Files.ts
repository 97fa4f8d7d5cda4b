import { invalidTokenizer } from '../tokenErrors.ts';
import { bytePairFromJson, bytePairJson } from './bytePairJson.ts';
import type { BytePairTokenizer } from './bytePairTokenizer.ts';
import type { SpecialText } from './specialTokens.ts';

/**
 * Makes a tokenizer from the two files that GPT-2 and its relatives were published with.
 *
 * @param vocab the parsed `vocab.json`: ids by token
 * @param merges the text of `merges.txt`: a merge in each line, after a line with the version
 * @param specialTokens which of the tokens are special; default: `<|endoftext|>` where the vocabulary has it
 * @throws CraftError `data.invalid-tokenizer`
 */
export function gpt2FromFiles(
  vocab: Readonly<Record<string, number>>,
  merges: string,
  options: { readonly specialTokens?: readonly string[]; readonly specialText?: SpecialText } = {},
): BytePairTokenizer {
  const { specialTokens = ['<|endoftext|>'].filter((token) => Object.hasOwn(vocab, token)) } = options;
  const empty = bytePairJson({ pattern: 'gpt2', merges: [], specialTokens });
  const lines = merges.split('\n').filter((line) => line !== '' && !line.startsWith('#version'));
  const added = (empty['added_tokens'] as { content: string }[]).map((token) => {
    const id = vocab[token.content];
    if (id !== undefined) return { ...token, id };
    throw invalidTokenizer(`vocab.json: expected the special token ${token.content} but it is not there`);
  });
  const model = { ...(empty['model'] as object), vocab, merges: lines.map((line) => line.split(' ')) };
  const tokenizer = bytePairFromJson({ ...empty, added_tokens: added, model }, options.specialText);
  if (tokenizer) return tokenizer;
  throw invalidTokenizer(
    'vocab.json, merges.txt: expected ids by token, and merges of two tokens in each line',
  );
}
