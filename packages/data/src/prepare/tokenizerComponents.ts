import { defineComponent, path } from '@craft/config';
import * as v from 'valibot';
import { bytePairBuilder } from '../tokenizers/bpe/bytePairBuilder.ts';
import { splitPatternNames } from '../tokenizers/bpe/splitPatterns.ts';
import { byteTokenizerBuilder } from '../tokenizers/byteTokenizer.ts';
import { characterTokenizerBuilder } from '../tokenizers/characterTokenizer.ts';
import { normalizations } from '../tokenizers/normalizingStream.ts';
import { fileTokenizerBuilder } from './readTokenizer.ts';

const specialText = v.optional(
  v.pipe(
    v.picklist(['error', 'text', 'token']),
    v.description(
      "What becomes of a special token's text in the corpus: refused, encoded like other text, or made the token",
    ),
  ),
  'error',
);

const characterComponent = defineComponent({
  kind: 'tokenizer',
  name: 'character',
  description: 'One token per character of the text',
  schema: v.strictObject({
    unknown: v.optional(
      v.pipe(
        v.picklist(['error', 'replace']),
        v.description('Characters that the corpus did not have: refused, or one token for all of them'),
      ),
    ),
    normalization: v.optional(
      v.pipe(v.picklist(normalizations), v.description('The Unicode form that text is brought into first')),
    ),
  }),
  create: ({ unknown = 'error', normalization = 'none' }) =>
    characterTokenizerBuilder({ unknown, normalization }),
});

const byteComponent = defineComponent({
  kind: 'tokenizer',
  name: 'byte',
  description: 'One token per byte of UTF-8',
  schema: v.strictObject({}),
  create: () => byteTokenizerBuilder(),
});

const bytes = 256;

const bytePairComponent = defineComponent({
  kind: 'tokenizer',
  name: 'bpe',
  description: 'Byte-level BPE, trained on the corpus',
  schema: v.pipe(
    v.strictObject({
      vocabSize: v.optional(
        v.pipe(
          v.number(),
          v.safeInteger(),
          v.minValue(bytes, `expected at least ${bytes}, one token for each byte`),
          v.maxValue(2 ** 24),
          v.description('Number of tokens, special tokens and the 256 bytes included'),
        ),
        4096,
      ),
      pattern: v.optional(
        v.pipe(
          v.picklist(splitPatternNames),
          v.description('Where text is cut into pieces: as GPT-2 or as GPT-4 (cl100k) does'),
        ),
        'gpt2',
      ),
      specialTokens: v.optional(
        v.pipe(
          v.array(v.pipe(v.string(), v.nonEmpty('expected text but received none'))),
          v.check((tokens) => new Set(tokens).size === tokens.length, 'expected each token once'),
          v.check(
            (tokens) => tokens.every((token) => [...token].length > 1),
            'expected tokens of at least two characters: one alone may stand for a byte',
          ),
          v.description('Tokens of their own, such as <|endoftext|>; they get the first ids'),
        ),
        [],
      ),
      specialText,
      minFrequency: v.optional(
        v.pipe(
          v.number(),
          v.safeInteger(),
          v.minValue(0),
          v.description('How often a pair must occur to become a token'),
        ),
        0,
      ),
      sequence: v.optional(
        v.pipe(
          v.picklist(['line', 'document']),
          v.description(
            'What counts as one text in training: a line, as in Hugging Face’s trainer of files, or a document',
          ),
        ),
        'line',
      ),
    }),
    v.forward(
      v.check(
        // Below 256 it is said already.
        ({ vocabSize, specialTokens }) => vocabSize < bytes || vocabSize >= bytes + specialTokens.length,
        ({ input }) =>
          `expected at least ${bytes + input.specialTokens.length} for 256 bytes and ${input.specialTokens.length} special tokens but received ${input.vocabSize}`,
      ),
      ['vocabSize'],
    ),
  ),
  create: (options) => bytePairBuilder(options),
});

const fileComponent = defineComponent({
  kind: 'tokenizer',
  name: 'file',
  description: 'A tokenizer.json: one that Craft trained, or any of Hugging Face’s',
  schema: v.strictObject({
    path: v.pipe(path(), v.description('The tokenizer.json, or the folder that it is in')),
    specialText,
  }),
  create: ({ path, specialText }) => fileTokenizerBuilder(path, { specialText }),
});

/** The tokenizers that a config's `tokenizer` can name. */
export const tokenizerComponents = [
  characterComponent,
  byteComponent,
  bytePairComponent,
  fileComponent,
] as const;
