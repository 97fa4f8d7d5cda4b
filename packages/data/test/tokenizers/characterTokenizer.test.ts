import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { characterTokenizerBuilder, tokenizerFromJson, type Tokenizer } from '../../src/index.ts';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { testWithData } from '../helpers/sharedData.ts';

function tokenizerOf(...texts: string[]): Tokenizer {
  const builder = characterTokenizerBuilder();
  texts.forEach((text) => builder.observe(text));
  return builder.build();
}

test('ids follow the order of the code points', () => {
  const tokenizer = tokenizerOf('hello, wörld 😀!');
  expect(tokenizer.toJSON()).toEqual({
    type: 'character',
    characters: [' ', '!', ',', 'd', 'e', 'h', 'l', 'o', 'r', 'w', 'ö', '😀'],
  });
  expect(tokenizer.vocabSize).toBe(12);
  expect([...tokenizer.encode('ho 😀!')]).toEqual([5, 7, 0, 11, 1]);
});

test('pieces of the corpus add up, in any order', () => {
  expect(tokenizerOf('ab', 'ca', '😀').hash).toBe(tokenizerOf('😀cba').hash);
});

test('decoding inverts encoding on random text of all planes', () => {
  const random = new RandomStream(5, 0, RandomPurpose.tales);
  for (let round = 0; round < 50; round++) {
    const codePoints = Array.from({ length: 200 }, () => {
      const codePoint = random.integer(random.uniform() < 0.5 ? 0x100 : 0x110000);
      return codePoint >= 0xd800 && codePoint <= 0xdfff ? 0x41 : codePoint;
    });
    const text = codePoints.map((codePoint) => String.fromCodePoint(codePoint)).join('');
    const tokenizer = tokenizerOf(text);
    const ids = tokenizer.encode(text);
    expect(ids.length).toBe(200);
    expect(tokenizer.decode(ids)).toBe(text);
    expect(tokenizer.vocabSize).toBe(new Set(codePoints).size);
  }
});

testWithData('the vocabulary is that of nanoGPT', 'tinyshakespeare.txt', (path) => {
  const text = readFileSync(path, 'utf8');
  const tokenizer = tokenizerOf(text);
  expect(tokenizer.vocabSize).toBe(65);
  // As printed by nanoGPT's data/shakespeare_char/prepare.py.
  expect(tokenizer.decode(Array.from({ length: 65 }, (_, id) => id))).toBe(
    "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  );
  expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
});

test('the JSON gives the same tokenizer back', () => {
  const tokenizer = tokenizerOf('hello 😀');
  const again = tokenizerFromJson(JSON.parse(JSON.stringify(tokenizer)));
  expect(again.hash).toBe(tokenizer.hash);
  expect(again.toJSON()).toEqual(tokenizer.toJSON());
  expect([...again.encode('hello 😀')]).toEqual([...tokenizer.encode('hello 😀')]);
  expect(tokenizer.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(tokenizerOf('hello').hash).not.toBe(tokenizer.hash);
});

test('an empty text has no tokens', () => {
  expect(tokenizerOf('a').encode('')).toEqual(new Int32Array(0));
  expect(tokenizerOf('a').decode([])).toBe('');
});

describe('errors', () => {
  const tokenizer = tokenizerOf('abc');

  test('an unknown character', async () => {
    expect(await craftErrorOf(() => tokenizer.encode('ab😀'))).toMatchInlineSnapshot(`
      "data.unknown-character
      character tokenizer: expected one of the 3 characters of the training text but received "😀" (U+1F600) at character 2
      Remove or replace this character, or train on a text that contains it, or with tokenizer.unknown=replace."
    `);
    expect(await craftErrorOf(() => tokenizer.encode('a\tb'))).toMatchInlineSnapshot(`
      "data.unknown-character
      character tokenizer: expected one of the 3 characters of the training text but received "\\t" (U+0009) at character 1
      Remove or replace this character, or train on a text that contains it, or with tokenizer.unknown=replace."
    `);
  });

  test('its place counts characters, not UTF-16 units', async () => {
    expect(await craftErrorOf(() => tokenizerOf('😀').encode('😀😀x'))).toContain('at character 2');
  });

  test('a lone surrogate', async () => {
    expect(await craftErrorOf(() => tokenizer.encode('a\ud83d'))).toMatchInlineSnapshot(`
      "data.unknown-character
      character tokenizer: expected one of the 3 characters of the training text but received U+D83D at character 1
      Remove or replace this character, or train on a text that contains it, or with tokenizer.unknown=replace."
    `);
  });

  test('an id outside the vocabulary', async () => {
    expect(await craftErrorOf(() => tokenizer.decode([0, 3]))).toMatchInlineSnapshot(`
      "data.unknown-token
      character tokenizer: expected token ids from 0 to 2 but received 3 at position 1
      Decode with the tokenizer that the model was trained with: this one has another vocabulary."
    `);
    expect(await craftErrorOf(() => tokenizer.decode([-1]))).toContain('received -1 at position 0');
  });

  test('a corpus without characters', async () => {
    expect(await craftErrorOf(() => tokenizerOf(''))).toMatchInlineSnapshot(`
      "data.empty-vocabulary
      character tokenizer: expected a text with at least one character but received none
      Give data.path a file that has text in it."
    `);
  });

  test.each([
    ['no object', 'character'],
    ['no type', { characters: ['a'] }],
    ['an unknown type', { type: 'toString', characters: ['a'] }],
    ['no characters', { type: 'character' }],
    ['two characters for an id', { type: 'character', characters: ['a', 'bc'] }],
    ['a repeated character', { type: 'character', characters: ['a', 'a'] }],
    ['characters out of order', { type: 'character', characters: ['b', 'a'] }],
    ['a number', { type: 'character', characters: [1] }],
    ['an empty text', { type: 'character', characters: [''] }],
  ])('JSON with %s', async (_, json) => {
    expect(await craftErrorOf(() => tokenizerFromJson(json))).toMatchSnapshot();
  });
});
