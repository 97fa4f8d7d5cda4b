import { CraftError } from '@craft/config';
import type { TokenizerBuilder } from '../tokenizer.ts';
import { bytePairFromJson, bytePairJson } from './bytePairJson.ts';
import type { BytePairTokenizer } from './bytePairTokenizer.ts';
import type { SpecialText } from './specialTokens.ts';
import type { SplitPatternName } from './splitPatterns.ts';
import { trainMerges } from './trainMerges.ts';
import { WordCounter, type WordCounts } from './wordCounter.ts';

/** How a byte-level BPE tokenizer is trained. */
export interface BytePairOptions {
  /** How many tokens there are to be, special tokens and the 256 bytes included. */
  readonly vocabSize: number;
  readonly pattern: SplitPatternName;
  readonly specialTokens: readonly string[];
  readonly specialText: SpecialText;
  /** A pair must occur so often to become a token. */
  readonly minFrequency: number;
  /** What counts as one text in training: a line, as when Hugging Face's trainer reads files, or a document. */
  readonly sequence: 'line' | 'document';
}

/** Trains merges on counted words and makes the tokenizer. `onProgress` hears how many tokens there are so far. */
export async function trainBytePairs(
  words: WordCounts,
  options: BytePairOptions,
  onProgress?: (tokens: number) => void | Promise<void>,
): Promise<BytePairTokenizer> {
  if (words.counts.length === 0) {
    throw new CraftError('bpe tokenizer: expected a text to train on but received none', {
      code: 'data.empty-vocabulary',
      hint: 'Give data.path a file that has text in it.',
    });
  }
  const { vocabSize, specialTokens, minFrequency, pattern, specialText } = options;
  const training = trainMerges(words, { tokens: vocabSize - specialTokens.length, minFrequency });
  let step = training.next();
  for (; !step.done; step = training.next()) await onProgress?.(256 + specialTokens.length + step.value);
  const json = bytePairJson({ pattern, merges: step.value, specialTokens });
  const tokenizer = bytePairFromJson(json, specialText);
  if (tokenizer === null) throw new TypeError('a trained tokenizer is written as byte-level BPE');
  return tokenizer;
}

/** Counts a corpus while it streams past, and trains. Memory grows with the number of different pieces alone. */
export function bytePairBuilder(options: BytePairOptions): TokenizerBuilder {
  const counter = new WordCounter({ pattern: options.pattern, byLine: options.sequence === 'line' });
  return {
    observe: (text) => counter.push(text),
    endDocument: () => counter.end(),
    async build(onProgress) {
      counter.end();
      return trainBytePairs(counter.counts(), options, onProgress);
    },
  };
}
