import { expect, test } from 'vitest';
import { formatIssues } from '../src/configError.ts';
import { toPlain } from '../src/configNode.ts';
import { argumentOrigin, overrideTree, parseOverride, splitArguments } from '../src/override.ts';

function parse(text: string) {
  const override = parseOverride(argumentOrigin(text, 1));
  if ('issues' in override) throw new Error(formatIssues(override.issues));
  return override;
}

test.each<[string, string, string[], unknown]>([
  ['a.b=1', 'set', ['a', 'b'], 1],
  ['a=', 'set', ['a'], null],
  ['a=b=c', 'set', ['a'], 'b=c'],
  ['a == b', 'set', ['a'], '= b'],
  ['a = 1', 'set', ['a'], 1],
  ['+a."x.y".c=[1]', 'add', ['a', 'x.y', 'c'], [1]],
  ['~a.b', 'remove', ['a', 'b'], undefined],
])('reads %s', (text, action, path, value) => {
  const override = parse(text);
  expect(override).toMatchObject({ action, path });
  expect(toPlain(override.node)).toEqual(value);
});

test('stands for a file that says only this', () => {
  expect(toPlain(overrideTree(parse('a.b.c={d: 1}')))).toEqual({ a: { b: { c: { d: 1 } } } });
});

test('parts experiments from overrides and keeps their positions', () => {
  expect(splitArguments(['lunch', 'a=1', 'feast', '~b', '+c=2'], 2)).toEqual({
    experiments: [
      { text: 'lunch', position: 2 },
      { text: 'feast', position: 4 },
    ],
    overrides: [
      { text: 'a=1', position: 3 },
      { text: '~b', position: 5 },
      { text: '+c=2', position: 6 },
    ],
  });
});

test('refuses what it cannot read, and shows where', () => {
  const refused = ['a..b=1', '=1', 'a[0]=1', '~a=1', '"a=1', 'a:1', '+a', 'a={b: 1'].map((text, index) => {
    const override = parseOverride(argumentOrigin(text, index + 1));
    return 'issues' in override ? override.issues : [];
  });
  expect(formatIssues(refused.flat())).toMatchInlineSnapshot(`
    "8 problems in the configuration:

    "a..b=1": a key is empty [config.bad-override]
      argument 1: a..b=1
                    ^

    "=1": a key is empty [config.bad-override]
      argument 2: =1
                  ^

    "a[0]=1": a list is replaced as a whole, one item of it cannot be set [config.bad-override]
      argument 3: a[0]=1
                  ^^^^

    "~a=1": a removal takes no value [config.bad-override]
      argument 4: ~a=1
                    ^^
      Write ~a.

    "\\"a=1": a quote is not closed [config.bad-override]
      argument 5: "a=1
                  ^^^^

    "a:1": expected key=value, group=option or ~key [config.bad-override]
      argument 6: a:1
                  ^^^
      Write a=1.

    "+a": expected key=value, group=option or ~key [config.bad-override]
      argument 7: +a
                  ^^

    a: YAML syntax: Flow map must end with a } [config.yaml-syntax]
      argument 8: a={b: 1
                         ^"
  `);
});
