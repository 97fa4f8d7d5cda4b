import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { path } from '../src/pathOption.ts';
import { resolvePath, resolvePaths } from '../src/resolvePaths.ts';

test.each([
  ['a/b', '/from/a/b'],
  ['../b', '/b'],
  ['.', '/from'],
  ['/abs/x', '/abs/x'],
  ['~/x', join(homedir(), 'x')],
  ['~', homedir()],
  ['~user/x', '/from/~user/x'],
  ['https://example.org/x', 'https://example.org/x'],
])('%s from /from is %s', (written, absolute) => {
  expect(resolvePath(written, '/from')).toBe(absolute);
});

test('paths are found wherever the schema has them, and nothing else changes', () => {
  const schema = v.strictObject({
    plain: v.string(),
    one: v.optional(v.nullable(path())),
    many: v.union([path(), v.array(path())]),
    described: v.pipe(v.union([path(), v.array(path())]), v.description('some')),
    open: v.record(v.string(), path()),
    variant: v.variant('type', [
      v.strictObject({ type: v.literal('file'), at: path() }),
      v.strictObject({ type: v.literal('text'), at: v.string() }),
    ]),
  });
  const value = {
    plain: 'a',
    one: 'b',
    many: ['c', '/d'],
    described: 'e',
    open: { f: 'g' },
    variant: { type: 'file', at: 'h' },
  };
  const copy = structuredClone(value);
  const asked: string[] = [];
  const folderOf = (at: readonly (string | number)[]): string | undefined => {
    asked.push(at.join('.'));
    return at[0] === 'described' ? undefined : '/x';
  };
  expect(resolvePaths(schema, value, folderOf)).toEqual({
    plain: 'a',
    one: '/x/b',
    many: ['/x/c', '/d'],
    described: 'e',
    open: { f: '/x/g' },
    variant: { type: 'file', at: '/x/h' },
  });
  expect(asked).toEqual(['one', 'many.0', 'many.1', 'described', 'open.f', 'variant.at']);
  expect(value).toEqual(copy);
  expect(
    resolvePaths(schema, { ...value, one: null, variant: { type: 'text', at: 'h' } }, () => '/x'),
  ).toMatchObject({
    one: null,
    variant: { at: 'h' },
  });
});

test('an empty path is refused', () => {
  expect([3, ''].map((value) => v.safeParse(path(), value).issues?.[0].message)).toMatchInlineSnapshot(`
    [
      "expected the path of a file or folder",
      "expected the path of a file or folder but received an empty text",
    ]
  `);
});
