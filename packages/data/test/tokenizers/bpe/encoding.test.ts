import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bytePairBuilder,
  gpt2FromFiles,
  TextStream,
  tokenizerFromJson,
  type BytePairOptions,
  type BytePairTokenizer,
  type Tokenizer,
} from '../../../src/index.ts';
import { openLibrary, type LibraryTokenizer } from '../../../src/tokenizers/huggingFaceLibrary.ts';
import { RandomPurpose, RandomStream } from '../../../src/random/randomStream.ts';
import { craftErrorOf } from '../../helpers/craftErrorOf.ts';
import { sharedData, testWithData } from '../../helpers/sharedData.ts';

const alphabets = [
  'abc ABC',
  " 'sStTmMdDlLrRvVeE",
  '0123456789',
  ' \t\n\r\u000b\u00a0\u2003\u3000\u2028\u0085\ufeff',
  '.,;:!?()[]{}<>|#@$%^&*-_=+"`~',
  'éüßñçøłşžâ',
  '的一是不了人我在有他',
  'あいうえおカキクケコ',
  '가나다라마바사',
  'אבגדהوزحطي',
  'अआइईउकखगघ्ािी',
  '\u0301\u0308\u0323\u20dd',
  '½²Ⅷ٣४',
  '🙂🎉👩\u200d🏳\ufe0f',
].map((text) => [...text]);

/** A text of runs of one kind, of any code points, and of long repetitions; lone surrogates now and then. */
function fuzzed(random: RandomStream): string {
  let text = '';
  const pieces = 1 + random.integer(8);
  for (let piece = 0; piece < pieces; piece++) {
    const kind = random.integer(alphabets.length + 3);
    const alphabet = alphabets[kind];
    const length = 1 + random.integer(8);
    if (alphabet)
      for (let index = 0; index < length; index++) text += alphabet[random.integer(alphabet.length)] ?? '';
    else if (kind === alphabets.length)
      for (let index = 0; index < length; index++) text += String.fromCodePoint(random.integer(0x110000));
    else if (kind === alphabets.length + 1)
      // One of each plane.
      text += String.fromCodePoint(random.integer(17) * 0x10000 + random.integer(0x10000));
    else {
      const run = alphabets[random.integer(alphabets.length)] ?? [];
      text += (run[random.integer(run.length)] ?? '').repeat(random.integer(200));
    }
  }
  return text;
}

const replaced = (text: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));

function gpt2(): BytePairTokenizer {
  const folder = sharedData('gpt2');
  return gpt2FromFiles(
    JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8')) as Record<string, number>,
    readFileSync(join(folder, 'merges.txt'), 'utf8'),
    { specialText: 'text' },
  );
}

function equalOnFuzz(ours: Tokenizer, theirs: LibraryTokenizer, rounds: number): void {
  const random = new RandomStream(6, 0, RandomPurpose.tales);
  for (let round = 0; round < rounds; round++) {
    const text = fuzzed(random);
    const ids = ours.encode(text);
    expect([...ids], JSON.stringify(text)).toEqual(
      text === '' ? [] : theirs.encode(replaced(text), { add_special_tokens: false }).ids,
    );
    expect(ours.decode(ids)).toBe(replaced(text));
    const stream = ours.stream();
    const cut = random.integer(text.length + 1);
    const isInside = /[\ud800-\udbff]/.test(text.charAt(cut - 1)) && /[\udc00-\udfff]/.test(text.charAt(cut));
    if (isInside) continue;
    const parts = [...stream.push(text.slice(0, cut)), ...stream.push(text.slice(cut)), ...stream.end()];
    expect(parts, JSON.stringify(text)).toEqual([...ids]);
  }
}

testWithData(
  'GPT-2 as published: 10,000 fuzzed strings as @huggingface/tokenizers',
  'gpt2/vocab.json',
  () => {
    const tokenizer = gpt2();
    expect(tokenizer.vocabSize).toBe(50_257);
    equalOnFuzz(tokenizer, openLibrary(tokenizer.toJSON()), 10_000);
  },
);

testWithData('GPT-2 as published: the ids of Hugging Face’s Rust library', 'gpt2/vocab.json', () => {
  const tokenizer = gpt2();
  const { encodings } = JSON.parse(
    readFileSync(new URL('../../fixtures/bpe.json', import.meta.url), 'utf8'),
  ) as { encodings: { text: string; ids: number[] }[] };
  expect(encodings.length).toBeGreaterThan(20);
  for (const { text, ids } of encodings) expect([...tokenizer.encode(text)], text).toEqual(ids);
});

const settings: BytePairOptions = {
  vocabSize: 700,
  pattern: 'gpt4',
  specialTokens: ['<|endoftext|>', '<|pad|>'],
  specialText: 'token',
  minFrequency: 0,
  sequence: 'document',
};

async function trained(changes: Partial<BytePairOptions> = {}): Promise<BytePairTokenizer> {
  const builder = bytePairBuilder({ ...settings, ...changes });
  const random = new RandomStream(7, 0, RandomPurpose.tales);
  for (let document = 0; document < 600; document++) {
    builder.observe(fuzzed(random));
    builder.endDocument?.();
  }
  return (await builder.build()) as BytePairTokenizer;
}

test('GPT-4’s pattern: 10,000 fuzzed strings as @huggingface/tokenizers', async () => {
  const tokenizer = await trained();
  equalOnFuzz(tokenizer, openLibrary(tokenizer.toJSON()), 10_000);
});

describe('special tokens', () => {
  const text = 'one<|endoftext|> two <|pad|><|endoftext|';

  test('become tokens, as in @huggingface/tokenizers', async () => {
    const tokenizer = await trained();
    const theirs = openLibrary(tokenizer.toJSON());
    const ids = [...tokenizer.encode(text)];
    expect(ids).toEqual(theirs.encode(text, { add_special_tokens: false }).ids);
    expect(ids.filter((id) => id < 2)).toEqual([0, 1]);
    const stream = tokenizer.stream();
    expect([...[...text].flatMap((part) => [...stream.push(part)]), ...stream.end()]).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(text);
  });

  test('are refused where they are not expected', async () => {
    const tokenizer = await trained({ specialText: 'error' });
    expect(await craftErrorOf(() => tokenizer.encode(`🙂${text}`))).toMatchInlineSnapshot(`
      "data.special-text
      bpe tokenizer: expected text but received the special token <|endoftext|> at character 4
      Set tokenizer.specialText to text to encode it like any other text, or to token to make it the token."
    `);
    const stream = tokenizer.stream();
    stream.push('🙂one<|endof');
    expect(await craftErrorOf(() => stream.push('text|>'))).toContain('at character 4');
  });

  test('are text like any other', async () => {
    const tokenizer = await trained({ specialText: 'text' });
    const ids = [...tokenizer.encode(text)];
    expect(ids.every((id) => id > 1)).toBe(true);
    expect(tokenizer.decode(ids)).toBe(text);
  });
});

describe('its JSON', () => {
  let json: Record<string, unknown>;
  beforeAll(async () => {
    json = JSON.parse(JSON.stringify(await trained())) as Record<string, unknown>;
  });
  const withModel = (
    change: (model: { vocab: Record<string, number>; merges: unknown[] }) => void,
  ): unknown => {
    const copy = structuredClone(json);
    change(copy['model'] as { vocab: Record<string, number>; merges: unknown[] });
    return copy;
  };

  test('gives the same tokenizer back', async () => {
    const tokenizer = await trained();
    const again = tokenizerFromJson(json);
    expect(again.type).toBe('bpe');
    expect(again.hash).toBe(tokenizer.hash);
    expect([...again.encode('déjà vu 123')]).toEqual([...tokenizer.encode('déjà vu 123')]);
  });

  test('may name tokens as objects name their own', () => {
    const copy = withModel(({ vocab }) => {
      for (const name of ['__proto__', 'constructor', 'toString'])
        Object.defineProperty(vocab, name, { value: Object.keys(vocab).length, enumerable: true });
    });
    expect(tokenizerFromJson(copy)).toMatchObject({ type: 'bpe', vocabSize: 703 });
  });

  test.each([
    ['a merge of a missing token', ({ merges }: { merges: unknown[] }) => merges.push(['zz', 'top'])],
    ['a merge that comes twice', ({ merges }: { merges: unknown[] }) => merges.push(merges[0])],
    ['an id that comes twice', ({ vocab }: { vocab: Record<string, number> }) => (vocab['a'] = 9)],
    ['a gap in its ids', ({ vocab }: { vocab: Record<string, number> }) => (vocab['more'] = 5000)],
    [
      'a byte without a token',
      ({ vocab }: { vocab: Record<string, number> }) => {
        const id = vocab['!'] ?? 0;
        delete vocab['!'];
        vocab['more'] = id;
      },
    ],
  ])('with %s', async (_, change) => {
    expect(await craftErrorOf(() => tokenizerFromJson(withModel(change)))).toMatchSnapshot();
  });
});

test('a million letters without a space', async () => {
  const tokenizer = await trained();
  const random = new RandomStream(8, 0, RandomPurpose.tales);
  const letters = Array.from({ length: 1_000_000 }, () => String.fromCharCode(97 + random.integer(26))).join(
    '',
  );
  for (const text of ['a'.repeat(1_000_000), letters]) {
    const start = performance.now();
    expect(tokenizer.decode(tokenizer.encode(text)) === text).toBe(true);
    // Quadratic work would take hours.
    expect(performance.now() - start).toBeLessThan(30_000);
  }
});

test('a stream of tokens shows whole characters only', async () => {
  const tokenizer = await trained({ vocabSize: 258 });
  const text = 'a🙂é한 \ufffd b';
  const stream = new TextStream(tokenizer);
  const shown = [...tokenizer.encode(text)].map((id) => stream.push(id));
  expect(shown.concat(stream.end()).join('')).toBe(text);
  expect(shown.slice(0, 5)).toEqual(['a', '', '', '', '🙂']);
});

test('tokens as people see them', async () => {
  const tokenizer = await trained();
  const [first = 0] = tokenizer.encode('\u{10FFFF}');
  expect(tokenizer.tokenText(first)).toBe(String.raw`\xF4`);
  expect(tokenizer.tokenText(0)).toBe('<|endoftext|>');
  expect(await craftErrorOf(() => tokenizer.decode([1, 700]))).toContain(
    'expected token ids from 0 to 699 but received 700 at position 1',
  );
});
