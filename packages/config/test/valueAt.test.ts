import { expect, test } from 'vitest';
import { valueAt } from '../src/valueAt.ts';

const config = { a: { b: [1, 2], 'c.d': null }, e: 0 };

test.each([
  ['', config],
  ['a', config.a],
  ['a.b', [1, 2]],
  ['a."c.d"', null],
  ['e', 0],
  ['a.x', undefined],
  ['toString', undefined],
  ['a..b', undefined],
  ['a=b', undefined],
])('%j is %j', (path, value) => {
  expect(valueAt(config, path)).toEqual(value);
});
