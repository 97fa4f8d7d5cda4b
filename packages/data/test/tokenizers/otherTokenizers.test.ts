import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ByteTokenizer,
  byteTokenizerBuilder,
  CharacterTokenizer,
  characterTokenizerBuilder,
  readTokenizer,
  TextStream,
  tokenizerFromJson,
} from '../../src/index.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

describe('bytes', () => {
  test('are UTF-8', () => {
    const tokenizer = byteTokenizerBuilder().build();
    expect([...tokenizer.encode('aé🙂')]).toEqual([0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x99, 0x82]);
    expect(tokenizer.decode(tokenizer.encode('\ufeffaé🙂\u0000'))).toBe('\ufeffaé🙂\u0000');
    expect(tokenizer.decode(tokenizer.encode('\ud800'))).toBe('\ufffd');
    expect(tokenizer.tokenText(0xc3)).toBe(String.raw`\xC3`);
    expect(tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer))).hash).toBe(new ByteTokenizer().hash);
  });

  test('there are 256 of them', async () => {
    expect(await craftErrorOf(() => new ByteTokenizer().decode([0, 256]))).toMatchInlineSnapshot(`
      "data.unknown-token
      byte tokenizer: expected token ids from 0 to 255 but received 256 at position 1
      Decode with the tokenizer that the model was trained with: this one has another vocabulary."
    `);
    expect(await craftErrorOf(() => tokenizerFromJson({ type: 'byte', more: 1 }))).toMatchInlineSnapshot(`
      "data.invalid-tokenizer
      byte tokenizer: expected no options but received more
      The file was changed or damaged: make it again, or get it again from where it came."
    `);
  });
});

describe('characters', () => {
  test('that are unknown become one token', () => {
    const builder = characterTokenizerBuilder({ unknown: 'replace' });
    builder.observe('abc');
    const tokenizer = builder.build();
    expect(tokenizer.vocabSize).toBe(4);
    expect([...tokenizer.encode('aéc')]).toEqual([0, 3, 2]);
    expect(tokenizer.decode([0, 3, 2])).toBe('a\ufffdc');
    expect(tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer))).hash).toBe(tokenizer.hash);
    const shown = new TextStream(tokenizer);
    expect([3, 3, 3, 3, 0].map((id) => shown.push(id)).join('') + shown.end()).toBe(
      '\ufffd\ufffd\ufffd\ufffda',
    );
  });

  test('are brought into a Unicode form, however the text is divided', () => {
    const text = 'cafe\u0301 A\u030a\u0323 ﬁ 한글 ①²';
    for (const normalization of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      const builder = characterTokenizerBuilder({ normalization });
      for (const part of text) builder.observe(part);
      const tokenizer = builder.build();
      expect(tokenizer.toJSON()).toEqual({
        type: 'character',
        characters: [...new Set(text.normalize(normalization))].sort((a, b) => (a < b ? -1 : 1)),
        normalization,
      });
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.normalize(normalization));
      const stream = tokenizer.stream();
      const ids = [...[...text].flatMap((part) => [...stream.push(part)]), ...stream.end()];
      expect(ids).toEqual([...tokenizer.encode(text)]);
    }
  });

  test.each([{ unknown: 'maybe' }, { normalization: 'NFX' }])('JSON with %o', async (more) => {
    const json = { type: 'character', characters: ['a'], ...more };
    expect(await craftErrorOf(() => CharacterTokenizer.fromJSON(json))).toMatchSnapshot();
  });
});

/** As Hugging Face's libraries write WordPiece and Unigram. */
const wordPiece = {
  version: '1.0',
  added_tokens: [],
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: { '[UNK]': 0, play: 1, '##ing': 2, '##ed': 3, we: 4 },
  },
};
const unigram = {
  version: '1.0',
  added_tokens: [],
  normalizer: null,
  post_processor: null,
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
  model: {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      ['<unk>', 0],
      ['▁', -2],
      ['▁we', -3],
      ['▁play', -4],
      ['ing', -3],
      ['▁playing', -5],
      ['p', -9],
    ],
  },
};

describe('any tokenizer.json', () => {
  test('of WordPiece', () => {
    const tokenizer = tokenizerFromJson(wordPiece);
    expect(tokenizer).toMatchObject({ type: 'huggingface', vocabSize: 5 });
    expect([...tokenizer.encode('We played, playing')]).toEqual([4, 1, 3, 0, 1, 2]);
    expect(tokenizer.decode([4, 1, 3])).toBe('we played');
    const stream = tokenizer.stream();
    expect([...stream.push('We pla'), ...stream.push('yed'), ...stream.end()]).toEqual([4, 1, 3]);
    const shown = new TextStream(tokenizer);
    expect([4, 1, 3].map((id) => shown.push(id)).join('') + shown.end()).toBe('we played');
    expect(tokenizer.tokenText(2)).toBe('##ing');
  });

  test('of Unigram', () => {
    const tokenizer = tokenizerFromJson(unigram);
    expect([...tokenizer.encode('we playing')]).toEqual([2, 5]);
    expect(tokenizer.decode([2, 5])).toBe('we playing');
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('that cannot be loaded', async () => {
    const regex = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false };
    for (const json of [
      { ...wordPiece, model: { type: 'Quantum', vocab: {} } },
      { ...wordPiece, model: { ...wordPiece.model, vocab: {} } },
      { ...wordPiece, pre_tokenizer: { type: 'Sequence', pretokenizers: [regex] } },
    ])
      expect(await craftErrorOf(() => tokenizerFromJson(json))).toMatchSnapshot();
    expect(await craftErrorOf(() => tokenizerFromJson(wordPiece).decode([5]))).toContain(
      'from 0 to 4 but received 5',
    );
  });
});

describe('a file', () => {
  test('or its folder is read', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(wordPiece));
    expect(readTokenizer(folder).hash).toBe(readTokenizer(join(folder, 'tokenizer.json')).hash);
  });

  test('that is not one', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    writeFileSync(join(folder, 'torn.json'), '{"model": {"vocab"');
    writeFileSync(join(folder, 'other.json'), '[1, 2]');
    for (const name of ['missing.json', 'empty', 'torn.json', 'other.json'])
      expect(await craftErrorOf(() => readTokenizer(join(folder, name)), folder)).toMatchSnapshot();
  });
});
