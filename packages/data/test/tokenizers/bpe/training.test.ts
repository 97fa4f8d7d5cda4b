import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import unbzip2 from 'unbzip2-stream';
import { trainBytePairs, WordCounter, type SplitPatternName, type WordCounts } from '../../../src/index.ts';
import { craftErrorOf } from '../../helpers/craftErrorOf.ts';
import { testWithData } from '../../helpers/sharedData.ts';

interface Training {
  corpus: 'tinyshakespeare' | 'wikipedia';
  pattern: SplitPatternName;
  sequence: 'line' | 'document';
  vocabSize: number;
  sha256: string;
  merges?: string[];
}
// Made by tools/reference/tokenizers_bpe.py with Hugging Face's tokenizers.
const { trainings } = JSON.parse(
  readFileSync(new URL('../../fixtures/bpe.json', import.meta.url), 'utf8'),
) as { trainings: Training[] };

function count(
  text: string,
  { pattern, sequence }: Pick<Training, 'pattern' | 'sequence'>,
  step = 77_777,
): WordCounts {
  const counter = new WordCounter({ pattern, byLine: sequence === 'line' });
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + step);
    if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end++;
    counter.push(text.slice(start, end));
    start = end;
  }
  counter.end();
  return counter.counts();
}

async function mergesOf(words: WordCounts, pattern: SplitPatternName, vocabSize: number): Promise<string[]> {
  const tokenizer = await trainBytePairs(words, {
    vocabSize,
    pattern,
    specialTokens: [],
    specialText: 'error',
    minFrequency: 0,
    sequence: 'line',
  });
  return (tokenizer.toJSON()['model'] as { merges: string[][] }).merges.map((pair) => pair.join(' '));
}

async function learnsTheSame(text: string, corpus: Training['corpus']): Promise<void> {
  for (const training of trainings.filter((one) => one.corpus === corpus)) {
    const merges = await mergesOf(count(text, training), training.pattern, training.vocabSize);
    if (training.merges) expect(merges).toEqual(training.merges);
    const written = merges.map((merge) => `${merge}\n`).join('');
    const { pattern, sequence, vocabSize, sha256 } = training;
    expect(
      createHash('sha256').update(written).digest('hex'),
      `${corpus} ${pattern} ${sequence} ${vocabSize}`,
    ).toBe(sha256);
  }
}

testWithData('the same merges in the same order as Hugging Face’s trainer', 'tinyshakespeare.txt', (path) =>
  learnsTheSame(readFileSync(path, 'utf8'), 'tinyshakespeare'),
);

testWithData(
  'and on text of many scripts, with markup',
  'wikipedia/enwiki-pages-articles-shortened.xml.bz2',
  async (path) => {
    const parts: Buffer[] = [];
    const stream = createReadStream(path).pipe(unbzip2());
    stream.on('data', (part: Buffer) => parts.push(part));
    await once(stream, 'end');
    await learnsTheSame(Buffer.concat(parts).toString('utf8'), 'wikipedia');
  },
);

test('how a text is divided into calls changes nothing', async () => {
  const text = "  It's 1234567 \n\n\t日本語 can't—\u3000 we’ll🙂🙂  x\r\n end   ".repeat(3000);
  for (const pattern of ['gpt2', 'gpt4'] as const) {
    for (const sequence of ['line', 'document'] as const) {
      const whole = await mergesOf(count(text, { pattern, sequence }, text.length), pattern, 400);
      for (const step of [1, 999, 65_536]) {
        const words = count(text, { pattern, sequence }, step);
        expect(await mergesOf(words, pattern, 400), `${pattern} ${sequence} ${step}`).toEqual(whole);
      }
    }
  }
});

test('counts beyond 32 bits', async () => {
  const counter = new WordCounter({ pattern: 'gpt2', byLine: true });
  const bytes = new TextEncoder().encode('abcdbc');
  counter.addCounts({
    arena: bytes,
    starts: Uint32Array.of(0, 4, 6),
    counts: Float64Array.of(3_000_000_000, 2_000_000_000),
  });
  // bc: 5·10⁹, which is 705 million in 32 bits; ab and cd: 3·10⁹.
  expect((await mergesOf(counter.counts(), 'gpt2', 257))[0]).toBe('b c');
});

test('stops where no pair is left, or none is frequent enough', async () => {
  const words = count('abc abc abd', { pattern: 'gpt2', sequence: 'line' });
  expect(await mergesOf(words, 'gpt2', 1000)).toEqual(['a b', 'Ġ ab', 'ab c', 'Ġab c', 'Ġab d']);
  const tokenizer = await trainBytePairs(words, {
    vocabSize: 1000,
    pattern: 'gpt2',
    specialTokens: ['<|end|>'],
    specialText: 'error',
    minFrequency: 2,
    sequence: 'line',
  });
  expect(tokenizer.vocabSize).toBe(256 + 1 + 2);
  expect(tokenizer.specialTokens).toEqual([{ content: '<|end|>', id: 0 }]);
});

test('a text without words', async () => {
  expect(await craftErrorOf(() => mergesOf(count('', { pattern: 'gpt2', sequence: 'line' }), 'gpt2', 300)))
    .toMatchInlineSnapshot(`
    "data.empty-vocabulary
    bpe tokenizer: expected a text to train on but received none
    Give data.path a file that has text in it."
  `);
});
