import * as v from 'valibot';
import { componentSchema, createRegistry } from '@craft/config';
import { expect, test } from 'vitest';
import { dataComponents, tokenizerComponents } from '../../src/index.ts';

const registry = createRegistry([...dataComponents, ...tokenizerComponents]);
const data = componentSchema(registry, 'data');
const tokenizer = componentSchema(registry, 'tokenizer');

function issuesOf(schema: v.GenericSchema, value: unknown): string[] {
  const result = v.safeParse(schema, value);
  return result.success ? [] : result.issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

test('defaults', () => {
  expect(v.parse(data, { type: 'text', path: 'a.txt' })).toEqual({
    type: 'text',
    path: 'a.txt',
    splits: { train: 0.9, val: 0.1, test: 0 },
  });
  expect(v.parse(data, { type: 'tales' })).toEqual({
    type: 'tales',
    characters: 1_000_000,
    seed: 1,
    splits: { train: 0.9, val: 0.1, test: 0 },
  });
  expect(v.parse(tokenizer, { type: 'character' })).toEqual({ type: 'character' });
});

test('several paths, and shares that sum to one up to rounding', () => {
  expect(
    issuesOf(data, { type: 'text', path: ['a.txt', 'b/*.md'], splits: { train: 0.7, val: 0.2, test: 0.1 } }),
  ).toEqual([]);
  expect(issuesOf(data, { type: 'text', path: 'a.txt', splits: { train: 1, val: 0 } })).toEqual([]);
});

test.each([
  ['no path', { type: 'text' }],
  ['an empty path', { type: 'text', path: '' }],
  ['no paths', { type: 'text', path: [] }],
  ['a path that is a number', { type: 'text', path: 3 }],
  ['a misspelt option', { type: 'text', path: 'a.txt', split: {} }],
  ['shares above one', { type: 'text', path: 'a.txt', splits: { test: 0.1 } }],
  ['shares below one', { type: 'text', path: 'a.txt', splits: { val: 0 } }],
  ['a share that is none', { type: 'text', path: 'a.txt', splits: { train: 1.5, val: -0.5 } }],
  ['nothing to train on', { type: 'text', path: 'a.txt', splits: { train: 0, val: 1 } }],
  ['an unknown split', { type: 'text', path: 'a.txt', splits: { dev: 0.1 } }],
  ['tales without characters', { type: 'tales', characters: 0 }],
  ['half a character', { type: 'tales', characters: 0.5 }],
  ['a seed below zero', { type: 'tales', seed: -1 }],
  ['a seed that is a text', { type: 'tales', seed: 'one' }],
])('%s', (_, value) => {
  expect(issuesOf(data, value)).toMatchSnapshot();
});

test('each option has a description', () => {
  for (const { name, schema } of [...dataComponents, ...tokenizerComponents]) {
    for (const [option, entry] of Object.entries(schema.entries as Record<string, v.GenericSchema>)) {
      const inner = 'wrapped' in entry ? (entry.wrapped as v.GenericSchema) : entry;
      expect(v.getDescription(inner as never), `${name}.${option}`).toMatch(/\w/);
    }
  }
});
