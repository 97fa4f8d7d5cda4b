import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { scoreTales, tale, talesEntropy } from '../../src/index.ts';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';
import { derive } from '../../src/tales/derive.ts';
import { parseAt } from '../../src/tales/parse.ts';
import { storyGrammar } from '../../src/tales/stories.ts';
import { findConflicts } from './findConflicts.ts';

const SEED = 20;

describe('the grammar of the tales', () => {
  test('is unambiguous', () => {
    expect(findConflicts(storyGrammar)).toEqual([]);
  });

  test('is written in ASCII and without placeholders left over', () => {
    for (let index = 0; index < 2_000; index++) {
      const { text } = tale(SEED, index);
      expect(text).toMatch(/^[\n -~]+$/);
      expect(text).not.toMatch(/[[\]{}+_]|undefined| {2}/);
      expect(text).toMatch(/[.!?"]\n\n$/);
      expect(text.slice(0, -2)).not.toContain('\n\n');
    }
  });

  test('agrees in articles', () => {
    for (let index = 0; index < 2_000; index++) {
      expect(tale(SEED, index).text).not.toMatch(/\b[Aa] [aeiou]|\b[Aa]n [^aeiou]/);
    }
  });

  test('keeps to its hero, friend and thing', () => {
    const heroes = new Set<string>();
    for (let index = 0; index < 500; index++) {
      const { text } = tale(SEED, index);
      const hero = / called (\w+) /.exec(text)?.[1] ?? '';
      heroes.add(hero);
      expect(text.split(hero).length).toBeGreaterThan(2);
      const lost = /that (?:her|his) (.+?) was gone/.exec(text)?.[1];
      if (lost !== undefined) expect(text).toContain(`lay the ${lost}.`);
    }
    expect(heroes.size).toBe(16);
  });
});

describe('reading tales', () => {
  test('recovers the derivation of each', () => {
    for (let index = 0; index < 2_000; index++) {
      const derivation = derive(storyGrammar, new RandomStream(SEED, index, RandomPurpose.tales));
      const parsed = parseAt(storyGrammar, derivation.text, 0);
      expect(parsed?.text).toBe(derivation.text);
      expect(parsed?.choices).toEqual(derivation.choices);
      expect(parsed?.nats).toBeCloseTo(derivation.nats, 9);
    }
  });

  test('scores many tales in a row, and stops at what is none', () => {
    const tales = Array.from({ length: 20 }, (_, index) => tale(SEED, index));
    const text = tales.map((each) => each.text).join('');
    const nats = tales.reduce((sum, each) => sum + each.nats, 0);
    expect(scoreTales(text).nats).toBeCloseTo(nats, 8);
    expect(scoreTales(text)).toMatchObject({ tales: 20, characters: text.length });
    expect(scoreTales(`${text}Once upon a time there was a toaster.`)).toMatchObject({
      tales: 20,
      characters: text.length,
    });
    expect(scoreTales('')).toEqual({ tales: 0, nats: 0, characters: 0 });
    expect(scoreTales('To be, or not to be')).toEqual({ tales: 0, nats: 0, characters: 0 });
  });

  test('sees a wrong pronoun, a wrong thing and a wrong ending', () => {
    const { text } = tale(SEED, 0);
    const hero = / called (\w+) /.exec(text)?.[1] ?? '';
    expect(scoreTales(text.replace(hero, hero === 'Anna' ? 'Tom' : 'Anna')).tales).toBe(0);
    expect(scoreTales(text.slice(0, -1)).tales).toBe(0);
    expect(scoreTales(text.toUpperCase()).tales).toBe(0);
  });
});

describe('entropy', () => {
  const { natsPerCharacter, natsPerTale, charactersPerTale } = talesEntropy();
  const count = 20_000;
  const tales = Array.from({ length: count }, (_, index) => tale(SEED, index));
  const estimate = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    return { mean, standardError: Math.sqrt(variance / values.length) };
  };

  test('nats per tale are those of sampled tales, within four standard errors', () => {
    const { mean, standardError } = estimate(tales.map(({ nats }) => nats));
    expect(standardError).toBeLessThan(0.005 * mean);
    expect(Math.abs(mean - natsPerTale)).toBeLessThan(4 * standardError);
  });

  test('characters per tale are those of sampled tales, within four standard errors', () => {
    const { mean, standardError } = estimate(tales.map(({ text }) => text.length));
    expect(standardError).toBeLessThan(0.005 * mean);
    expect(Math.abs(mean - charactersPerTale)).toBeLessThan(4 * standardError);
  });

  test('nats per character are those of a long corpus, within four standard errors', () => {
    // The delta method for a ratio of means: residuals nats − H · characters have mean zero.
    const { mean, standardError } = estimate(
      tales.map(({ nats, text }) => nats - natsPerCharacter * text.length),
    );
    expect(Math.abs(mean)).toBeLessThan(4 * standardError);
    expect(natsPerCharacter).toBe(natsPerTale / charactersPerTale);
  });

  test('stays what it is', () => {
    expect(natsPerCharacter).toBeCloseTo(0.224983561, 8);
  });
});

describe('the same bytes everywhere', () => {
  test('a tale depends on seed and number alone', () => {
    expect(tale(SEED, 7)).toEqual(tale(SEED, 7));
    expect(tale(SEED, 7).text).not.toBe(tale(SEED, 8).text);
    expect(tale(SEED + 1, 7).text).not.toBe(tale(SEED, 7).text);
  });

  test('the first tale of seed 1', () => {
    expect(tale(1, 0).text).toMatchInlineSnapshot(`
      "Once upon a time there was a calm hare called Kit who lived at the big mill. His nest was clean and dry, with a new brown cup.
      One dark morning, under a green sun, Kit heard a small song beside the white bridge. It was an old gold swan, hidden in a brown cart.
      "Help me," answered the swan bravely.
      He pushed for four days, but night came. He pushed for five days, but the swan said no. He pushed for three nights, but the swan ran away. He pulled for five nights, but winter came. He called for five hours, but the gold hens ran. He pushed for five hours, but night came. Then the king rode out of the cold tower with a green lamp.
      "Be brave, swan," answered the king, and used the green lamp proudly. Soon the swan sang under the white barn.
      "A good friend is better than an old brown leaf," sighed the king, and Kit slept.

      "
    `);
  });

  test('the first thousand tales of seed 1', () => {
    const hash = createHash('sha256');
    for (let index = 0; index < 1_000; index++) hash.update(tale(1, index).text);
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"6d75d70406fef4cc95396d21f61a0f7894e8d418086bf4ca6c3371238d80c1ff"`,
    );
  });
});
