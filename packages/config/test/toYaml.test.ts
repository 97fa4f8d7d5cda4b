import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toPlain } from '../src/configNode.ts';
import { toYaml } from '../src/toYaml.ts';
import { parseYamlFile } from '../src/yamlTree.ts';
import { Dice } from './dice.ts';

test('reads as one would have written it', () => {
  const config = {
    model: { type: 'gpt', betas: [0.9, 0.99] },
    eps: 1e-8,
    prompt: '\n',
    name: null,
    device: 'auto',
    number: '3',
    yes: 'yes',
    long: 'x '.repeat(80),
  };
  expect(toYaml(config, { comment: 'Composed by a test.\nTwo lines.' })).toMatchInlineSnapshot(`
    "# Composed by a test.
    # Two lines.
    model:
      type: gpt
      betas:
        - 0.9
        - 0.99
    eps: 1e-8
    prompt: "\\n"
    name: null
    device: auto
    number: "3"
    yes: yes
    long: "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
    "
  `);
});

test('reads back to the same value, here and in any YAML 1.2 reader', () => {
  const dice = new Dice(3);
  const scalars = [
    0,
    -0.5,
    1e-8,
    1e21,
    123456789,
    true,
    false,
    null,
    '',
    ' ',
    '\n',
    'null',
    '~',
    '1e3',
    '0x10',
    'yes',
    ': x',
    '# x',
    '- a',
    '~a',
    '"q"',
    "'",
    '\u0000',
    '😀',
    'tab\there',
    '!x',
    '&a',
    '*a',
    '%',
    '@',
    '`',
    '|',
    '>',
    '{',
    '[',
    'a: b',
    'multi\nline\n',
  ] as const;
  const value = (depth: number): unknown => {
    if (depth === 0 || dice.chance(0.3)) return dice.pick<unknown>(scalars);
    if (dice.chance(0.3)) return Array.from({ length: dice.below(4) }, () => value(depth - 1));
    return Object.fromEntries(
      ['a', 'b.c', 'true', '1', '- x', 'ö', '~a', '~']
        .filter(() => dice.chance(0.5))
        .map((key) => [key, value(depth - 1)]),
    );
  };
  for (let round = 0; round < 300; round += 1) {
    const config = { top: value(3), again: value(2) };
    const text = toYaml(config);
    expect(parse(text)).toEqual(config);
    const { node } = parseYamlFile('/x.yaml', text);
    expect(node && toPlain(node)).toEqual(config);
  }
});

test('parts that are the same object are written twice, not as aliases', () => {
  const shared = { a: 1 };
  expect(toYaml({ x: shared, y: shared })).toBe('x:\n  a: 1\ny:\n  a: 1\n');
});
