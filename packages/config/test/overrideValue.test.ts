import { expect, test } from 'vitest';
import { toPlain } from '../src/configNode.ts';
import { readOverrideValue } from '../src/overrideValue.ts';

function read(value: string): unknown {
  const text = `key=${value}`;
  const result = readOverrideValue({ kind: 'argument', argument: 1, text, start: 4, length: value.length });
  if ('issues' in result) return { refused: result.issues.map(({ message, origin }) => [message, origin]) };
  return toPlain(result.node);
}

test.each<[string, unknown]>([
  ['3', 3],
  ['-1', -1],
  ['1e-3', 0.001],
  ['5e6', 5_000_000],
  ['.5', 0.5],
  ['0x10', 16],
  ['.inf', Infinity],
  ['true', true],
  ['False', false],
  ['null', null],
  ['~', null],
  ['', null],
  ['   7 ', 7],
  ['yes', 'yes'],
  ['1000step', '1000step'],
  ['2024-01-01', '2024-01-01'],
  ['1_000', '1_000'],
])('reads %j as YAML scalar %j', (text, value) => {
  expect(read(text)).toBe(value);
});

// All of this is something else, or an error, in YAML proper.
test.each([
  'my file.txt',
  'To be: or not',
  'a:',
  'C:\\data\\x.txt',
  'https://example.org/a?b=c#d',
  '# a title',
  'a #1 hit',
  '*star',
  '&more',
  '!now',
  '|',
  '> quoted',
  '- item',
  '? why',
  '@home',
  '`x`',
  '%5',
  'a, b',
  '---',
  '...',
  'a\nb',
])('takes %j for the text that it looks like', (text) => {
  expect(read(text)).toBe(text);
});

test.each<[string, unknown]>([
  ['"a\\n"', 'a\n'],
  ["'3'", '3'],
  ['"~"', '~'],
  ['[1, two, [3]]', [1, 'two', [3]]],
  ['{a: 1, b: {c: [x]}}', { a: 1, b: { c: ['x'] } }],
  ['[]', []],
  ['{}', {}],
])('reads %s as YAML', (text, value) => {
  expect(read(text)).toEqual(value);
});

test('refuses what opens like YAML and is none, and says where', () => {
  expect(['[1', '"x" y', '{a: 1, a: 2}', '[*x]'].map(read)).toMatchInlineSnapshot(`
    [
      {
        "refused": [
          [
            "YAML syntax: Flow sequence must end with a ]",
            {
              "argument": 1,
              "kind": "argument",
              "length": 1,
              "start": 6,
              "text": "key=[1",
            },
          ],
        ],
      },
      {
        "refused": [
          [
            "YAML syntax: Unexpected scalar at node end",
            {
              "argument": 1,
              "kind": "argument",
              "length": 1,
              "start": 8,
              "text": "key="x" y",
            },
          ],
        ],
      },
      {
        "refused": [
          [
            "the key a is written twice in the same map: expected it once",
            {
              "argument": 1,
              "kind": "argument",
              "length": 1,
              "start": 11,
              "text": "key={a: 1, a: 2}",
            },
          ],
        ],
      },
      {
        "refused": [
          [
            "the YAML alias *x names nothing: there is no &x before it",
            {
              "argument": 1,
              "kind": "argument",
              "length": 2,
              "start": 5,
              "text": "key=[*x]",
            },
          ],
        ],
      },
    ]
  `);
});
