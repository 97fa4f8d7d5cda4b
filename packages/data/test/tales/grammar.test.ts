import { describe, expect, test } from 'vitest';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';
import { derive } from '../../src/tales/derive.ts';
import { expectation } from '../../src/tales/expectation.ts';
import { compileGrammar, type Alternative, type GrammarSource } from '../../src/tales/grammar.ts';
import { parseAt } from '../../src/tales/parse.ts';
import { findConflicts } from './findConflicts.ts';

interface Outcome {
  text: string;
  probability: number;
  values: Record<string, number>;
}

/** Writes out every text of a grammar without recursion: slow, plain, and independent of the code under test. */
function enumerate(source: GrammarSource, rule: string, values: Record<string, number>): Outcome[] {
  const ruleSource = source.rules[rule] ?? [];
  let alternatives: readonly Alternative[];
  if ('by' in ruleSource) {
    const [variable = '', feature = ''] = ruleSource.by.split('.');
    alternatives =
      ruleSource.cases[source.variables[variable]?.[values[variable] ?? -1]?.[feature] ?? ''] ?? [];
  } else {
    alternatives = ruleSource;
  }
  const pairs = alternatives.map((each) => (typeof each === 'string' ? ([each, 1] as const) : each));
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  return pairs.flatMap(([template, weight]) => {
    let outcomes: Outcome[] = [{ text: '', probability: weight / total, values }];
    for (const token of template.match(/\[\w+\]|\{[^}]*\}|[^[{]+/g) ?? []) {
      outcomes = outcomes.flatMap((before): Outcome[] => {
        const add = (text: string, share: number, after: Record<string, number>): Outcome => ({
          text: before.text + text,
          probability: before.probability * share,
          values: after,
        });
        if (token.startsWith('[')) {
          return enumerate(source, token.slice(1, -1), before.values).map(
            ({ text, probability, values: after }) => add(text, probability, after),
          );
        }
        if (!token.startsWith('{')) return [add(token, 1, before.values)];
        const isDraw = token.startsWith('{+');
        const [variable = '', form = 'name'] = token.slice(isDraw ? 2 : 1, -1).split('.');
        const all = source.variables[variable] ?? [];
        if (!isDraw) return [add(all[before.values[variable] ?? -1]?.[form] ?? '?', 1, before.values)];
        return all.map((value, index) =>
          add(value[form] ?? '?', 1 / all.length, { ...before.values, [variable]: index }),
        );
      });
    }
    return outcomes;
  });
}

const village: GrammarSource = {
  start: 'story',
  variables: {
    hero: [
      { name: 'Ann', he: 'she', kind: 'child' },
      { name: 'Bob', he: 'he', kind: 'child' },
      { name: 'Cleo', he: 'she', kind: 'cat' },
    ],
    toy: [{ name: 'ball' }, { name: 'spinning top' }],
  },
  rules: {
    story: [['{+hero} [verb] a {+toy}. Then {hero.he} [end].', 3], '{+hero} was [mood].'],
    verb: ['saw', 'found', ['lost', 2]],
    mood: {
      by: 'hero.kind',
      cases: { child: ['sad', 'glad', 'at school'], cat: ['asleep on {hero.he}', ['hungry', 4]] },
    },
    end: { by: 'hero.kind', cases: { child: ['kept the {toy}', 'went home [mood]'], cat: ['left'] } },
  },
};

describe('a small grammar, written out', () => {
  const outcomes = enumerate(village, 'story', {});
  const grammar = compileGrammar(village);

  test('has all its probability', () => {
    expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 14);
  });

  test('has each text once, as findConflicts promises', () => {
    expect(findConflicts(grammar)).toEqual([]);
    expect(new Set(outcomes.map(({ text }) => text)).size).toBe(outcomes.length);
  });

  test('has the expectation that is computed without writing it out', () => {
    const { nats, characters } = expectation(grammar);
    expect(nats).toBeCloseTo(
      outcomes.reduce((sum, { probability: p }) => sum - p * Math.log(p), 0),
      13,
    );
    expect(characters).toBeCloseTo(
      outcomes.reduce((sum, { text, probability }) => sum + probability * text.length, 0),
      12,
    );
  });

  test('is parsed: every text, with its probability', () => {
    for (const { text, probability } of outcomes) {
      const derivation = parseAt(grammar, `...${text}...`, 3);
      expect(derivation?.text).toBe(text);
      expect(derivation?.nats).toBeCloseTo(-Math.log(probability), 12);
    }
  });

  test('is drawn from with these probabilities', () => {
    const count = 100_000;
    const drawn = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      const { text } = derive(grammar, new RandomStream(9, index, RandomPurpose.tales));
      drawn.set(text, (drawn.get(text) ?? 0) + 1);
    }
    const chiSquare = outcomes.reduce(
      (sum, { text, probability: p }) => sum + ((drawn.get(text) ?? 0) - p * count) ** 2 / (p * count),
      0,
    );
    // Mean and variance of chi-square with k degrees of freedom are k and 2k.
    const freedom = outcomes.length - 1;
    expect(Math.abs(chiSquare - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
    expect([...drawn.keys()].filter((text) => !outcomes.some((each) => each.text === text))).toEqual([]);
  });
});

describe('recursion', () => {
  test('a geometric number of repeats', () => {
    // n stars with probability 0.25 · 0.75^n: entropy (−0.25 ln 0.25 − 0.75 ln 0.75) / 0.25.
    const grammar = compileGrammar({
      start: 'stars',
      variables: {},
      rules: {
        stars: [
          ['*[stars]', 3],
          ['.', 1],
        ],
      },
    });
    const { nats, characters } = expectation(grammar);
    expect(nats).toBeCloseTo((-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75)) / 0.25, 12);
    expect(characters).toBeCloseTo(3 + 1, 12);
  });

  test('rules that call each other', () => {
    // Steps of `a` and `b` in turn, each going on with probability 1/2.
    const grammar = compileGrammar({
      start: 'a',
      variables: {},
      rules: { a: ['a[b]', '.'], b: ['bb[a]', '.'] },
    });
    const { nats, characters } = expectation(grammar);
    expect(nats).toBeCloseTo(2 * Math.log(2), 12);
    // A = 1/2 (1 + B) + 1/2 and B = 1/2 (2 + A) + 1/2 give A = 7/3.
    expect(characters).toBeCloseTo(7 / 3, 12);
  });

  test('texts without end are refused', () => {
    const endless = compileGrammar({ start: 'a', variables: {}, rules: { a: ['a[a][a]', '.'] } });
    expect(() => expectation(endless)).toThrow('infinitely long');
  });
});

describe('a grammar with a mistake', () => {
  const compile = (rules: GrammarSource['rules']) =>
    compileGrammar({ start: 'a', variables: { hero: [{ name: 'Ann', kind: 'child' }] }, rules });

  test.each([
    ['an unknown rule', { a: ['[b]'] }],
    ['an unknown variable', { a: ['{villain}'] }],
    ['an unknown form', { a: ['{+hero.his}'] }],
    ['no start', { b: ['x'] }],
    ['a missing case', { a: ['{+hero} [b]'], b: { by: 'hero.kind' as const, cases: { cat: ['x'] } } }],
  ])('%s', (_, rules) => {
    expect(() => compile(rules)).toThrowErrorMatchingSnapshot();
  });

  test('a variable that is not drawn yet', () => {
    expect(() => derive(compile({ a: ['{hero}'] }), new RandomStream(1, 0, RandomPurpose.tales))).toThrow(
      'before it is drawn',
    );
  });

  test.each([
    ['alternatives that begin alike and end', { a: ['fell', 'fell down'] }],
    ['alternatives that give the same text by other ways', { a: ['x[b]z', 'xyz'], b: ['y', 'w'] }],
    ['a rule in different surroundings', { a: ['[b][c]', 'x[c]'], b: ['x', 'y'], c: ['.'] }],
    ['an empty alternative', { a: ['', 'x'] }],
  ])('findConflicts sees %s', (_, rules) => {
    expect(findConflicts(compile(rules))).not.toEqual([]);
  });
});
