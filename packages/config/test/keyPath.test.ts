import { expect, test } from 'vitest';
import { formatPath, parsePath } from '../src/keyPath.ts';

test('writes paths as one types them', () => {
  expect(formatPath([])).toBe('');
  expect(formatPath(['model', 'nLayers'])).toBe('model.nLayers');
  expect(formatPath(['betas', 0, 'x'])).toBe('betas[0].x');
  expect(formatPath(['callbacks', 'my.name', 'every'])).toBe('callbacks."my.name".every');
  expect(formatPath(['~a', 'b=c'])).toBe('"~a"."b=c"');
});

test.each([
  ['a'],
  ['model.nLayers'],
  ['callbacks."my.name".every'],
  ['"~a"."b=c"'],
  ['größe.x-y_z/1'],
  ['"quo\\"te"'],
])('reads %s back to what was written', (text) => {
  const parsed = parsePath(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  expect(formatPath(parsed.segments.map((segment) => segment.name))).toBe(text);
  expect(parsed.end).toBe(text.length);
});

test('knows where each key stands, and where the value begins', () => {
  expect(parsePath('+a."b.c".d=1', 1)).toEqual({
    segments: [
      { name: 'a', start: 1, length: 1 },
      { name: 'b.c', start: 3, length: 5 },
      { name: 'd', start: 9, length: 1 },
    ],
    end: 10,
  });
});

test.each([
  ['', { problem: 'a key is empty', start: 0, length: 1 }],
  ['a.', { problem: 'a key is empty', start: 2, length: 1 }],
  ['a..b=1', { problem: 'a key is empty', start: 2, length: 1 }],
  ['=1', { problem: 'a key is empty', start: 0, length: 1 }],
  ['a.""', { problem: 'a key is empty', start: 2, length: 2 }],
  ['a.__proto__.b=1', { problem: '"__proto__" cannot be a key', start: 2, length: 9 }],
  ['"a', { problem: 'a quote is not closed', start: 0, length: 2 }],
  ['"a"b', { problem: 'expected "." or "=" after a quoted key', start: 3, length: 1 }],
  ['"\\q"', { problem: 'a quoted key is not valid JSON', start: 0, length: 4 }],
  ['a[0]=1', { problem: 'a list is replaced as a whole, one item of it cannot be set', start: 0, length: 4 }],
])('refuses %s', (text, problem) => {
  expect(parsePath(text)).toEqual(problem);
});
