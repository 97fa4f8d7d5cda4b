import { expect, test } from 'vitest';
import { formatIssues } from '../src/configError.ts';
import type { ConfigNode } from '../src/configNode.ts';
import { toPlain } from '../src/configNode.ts';
import { formatOrigin } from '../src/origin.ts';
import { parseYamlFile } from '../src/yamlTree.ts';

const file = '/kitchen/soup.yaml';

function places(node: ConfigNode, path = ''): string[] {
  const place = (origin: ConfigNode['origin']): string => formatOrigin(origin, '/').replace(/^.*yaml:/, '');
  if (node.kind === 'list') return node.items.flatMap((item, index) => places(item, `${path}[${index}]`));
  if (node.kind !== 'map') return [`${path} ${place(node.origin)}`];
  return [...node.entries].flatMap(([key, entry]) => [
    `${path}.${key} key ${place(entry.key)}`,
    ...places(entry.node, `${path}.${key}`),
  ]);
}

function refuse(text: string): string {
  const { node, issues } = parseYamlFile(file, text);
  expect(node).toBeUndefined();
  return formatIssues(issues, '/kitchen');
}

test('every key and value knows its line and column', () => {
  const { node } = parseYamlFile(
    file,
    '# soup\nlitres: 2\nsalt:\n  grams: 3 # fine\n  list: [a, {b: 4}]\n"quoted key": "x"\nnothing:\n',
  );
  expect(node && places(node)).toMatchInlineSnapshot(`
    [
      ".litres key 2:1",
      ".litres 2:9",
      ".salt key 3:1",
      ".salt.grams key 4:3",
      ".salt.grams 4:10",
      ".salt.list key 5:3",
      ".salt.list[0] 5:10",
      ".salt.list[1].b key 5:14",
      ".salt.list[1].b 5:17",
      ".quoted key key 6:1",
      ".quoted key 6:15",
      ".nothing key 7:1",
      ".nothing 7:9",
    ]
  `);
});

test('lines end as they may, a byte order mark does not count, and JSON is YAML', () => {
  const { node } = parseYamlFile(file, '\uFEFF{\r\n\t"a": 1,\r\n\t"b": [true, null]\r\n}\r\n');
  expect(node && toPlain(node)).toEqual({ a: 1, b: [true, null] });
  expect(node && places(node)).toEqual(['.a key 2:2', '.a 2:7', '.b key 3:2', '.b[0] 3:8', '.b[1] 3:14']);
});

test('keys are text as written', () => {
  const { node } = parseYamlFile(file, '1: a\n2.50: b\ntrue: c\ntoString: d\n');
  expect(node && toPlain(node)).toEqual({ '1': 'a', '2.50': 'b', true: 'c', toString: 'd' });
});

test('the description is the first sentence of the comment at the top', () => {
  const comment = (text: string) => parseYamlFile(file, text).comment;
  expect(comment('# Soup for two.\na: 1')).toBe('Soup for two');
  expect(comment('# Soup, e.g. tomato, of\n# 0.5 litres. More here.\n\na: 1')).toBe(
    'Soup, e.g. tomato, of 0.5 litres',
  );
  expect(comment('# yaml-language-server: $schema=x.json\n# Soup\na: 1')).toBe('Soup');
  expect(comment('a: 1 # not this\n')).toBeUndefined();
  expect(comment('# only a comment')).toBe('only a comment');
});

test('aliases are followed', () => {
  const { node } = parseYamlFile(file, 'a: &x { b: [1, 2] }\nc: *x\n');
  expect(node && toPlain(node)).toEqual({ a: { b: [1, 2] }, c: { b: [1, 2] } });
});

test('~key without a value is a removal, but not in a list', () => {
  const { node } = parseYamlFile(file, '~a:\nb: { ~c: null }\nd: [{ ~e: 1 }]\n"~f": 2\n');
  expect(node).toMatchObject({ kind: 'map' });
  const entries = node?.kind === 'map' ? [...node.entries] : [];
  expect(entries.map(([key, entry]) => [key, entry.node.kind])).toEqual([
    ['a', 'removed'],
    ['b', 'map'],
    ['d', 'list'],
    ['~f', 'scalar'],
  ]);
  expect(entries[2] && toPlain(entries[2][1].node)).toEqual([{ '~e': 1 }]);
});

test('refuses syntax errors where they are', () => {
  expect(
    [
      'a: 1\n  b: 2\n',
      'a: [1, 2\nb: 3\n',
      'a: "b\nc: 1\n',
      '\ta: 1\n',
      'a: b: c\n',
      'a: 1\n---\nb: 2\n',
      'a: !secret x\n',
    ]
      .map(refuse)
      .join('\n\n\n'),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    YAML syntax: Nested mappings are not allowed in compact mappings [config.yaml-syntax]
      soup.yaml:1:4
        1 | a: 1
          |    ^
      Quote a value that has a colon in it; or mend the indentation of the line below.


    1 problem in the configuration:

    YAML syntax: Flow sequence in block collection must be sufficiently indented and end with a ] [config.yaml-syntax]
      soup.yaml:2:1
        2 | b: 3
          | ^


    1 problem in the configuration:

    YAML syntax: a closing " is missing [config.yaml-syntax]
      soup.yaml:3:1
        3 |
          | ^


    1 problem in the configuration:

    YAML syntax: Tabs are not allowed as indentation [config.yaml-syntax]
      soup.yaml:1:1
        1 |  a: 1
          | ^
      Indent with spaces.


    1 problem in the configuration:

    YAML syntax: Nested mappings are not allowed in compact mappings [config.yaml-syntax]
      soup.yaml:1:4
        1 | a: b: c
          |    ^
      Quote a value that has a colon in it; or mend the indentation of the line below.


    1 problem in the configuration:

    YAML syntax: expected one document but received several (a line of ---) [config.yaml-syntax]
      soup.yaml:2:1
        2 | ---
          | ^^^


    1 problem in the configuration:

    YAML syntax: expected a plain value but received the tag !secret [config.yaml-syntax]
      soup.yaml:1:4
        1 | a: !secret x
          |    ^^^^^^^"
  `);
});

test('refuses all duplicate keys', () => {
  expect(refuse('litres: 1\nsalt: { a: 1, a: 2 }\nlitres: 2\n')).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    the key a is written twice in the same map: expected it once [config.duplicate-key]
      soup.yaml:2:15
        2 | salt: { a: 1, a: 2 }
          |               ^

    the key litres is written twice in the same map: expected it once [config.duplicate-key]
      soup.yaml:3:1
        3 | litres: 2
          | ^^^^^^"
  `);
});

test('refuses keys that are no plain text', () => {
  expect(refuse('[1, 2]: 3\n"": 1\n__proto__: { x: 1 }\n: 4\n')).toMatchInlineSnapshot(`
    "4 problems in the configuration:

    expected a key that is plain text [config.bad-key]
      soup.yaml:1:1
        1 | [1, 2]: 3
          | ^^^^^^

    expected a key that is plain text but received "" [config.bad-key]
      soup.yaml:2:1
        2 | "": 1
          | ^^

    expected a key that is plain text but received "__proto__" [config.bad-key]
      soup.yaml:3:1
        3 | __proto__: { x: 1 }
          | ^^^^^^^^^

    expected a key that is plain text [config.bad-key]
      soup.yaml:4:1
        4 | : 4
          | ^"
  `);
});

test('refuses removals that make no sense', () => {
  expect(refuse('~a: 1\nb: 2\n~b:\n')).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    ~a: a removal takes no value: expected nothing after the colon [config.removal-value]
      soup.yaml:1:1
        1 | ~a: 1
          | ^^

    the key b is written twice in the same map: expected it once [config.duplicate-key]
      soup.yaml:3:1
        3 | ~b:
          | ^^"
  `);
});

test('refuses an alias bomb, an alias of nothing and an alias inside itself, quickly', () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) =>
      `l${level}: &l${level} [${Array(9)
        .fill(level === 0 ? 'x' : `*l${level - 1}`)
        .join(', ')}]`,
  );
  const started = performance.now();
  expect([levels.join('\n'), 'a: *nothing\n', 'a: &a { b: *a }\n'].map(refuse).join('\n\n\n'))
    .toMatchInlineSnapshot(`
    "1 problem in the configuration:

    too many YAML aliases: expected at most 100 once all are expanded, this is where they pass it [config.yaml-aliases]
      soup.yaml:3:10
        3 | l2: &l2 [*l1, *l1, *l1, *l1, *l1, *l1, *l1, *l1, *l1]
          |          ^^^


    1 problem in the configuration:

    the YAML alias *nothing names nothing: there is no &nothing before it [config.yaml-aliases]
      soup.yaml:1:4
        1 | a: *nothing
          |    ^^^^^^^^


    1 problem in the configuration:

    the YAML alias *a stands inside &a: it would never end [config.yaml-aliases]
      soup.yaml:1:12
        1 | a: &a { b: *a }
          |            ^^"
  `);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('refuses what is too large or too deep, quickly', () => {
  const started = performance.now();
  expect(
    [`a: ${'x'.repeat(50 * 2 ** 20)}`, `a: ${'['.repeat(100)}${']'.repeat(100)}`, '['.repeat(200_000)]
      .map(refuse)
      .join('\n\n\n'),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    the file is too large: expected at most 256 KiB but received 51201 KiB [config.file-too-large]
      soup.yaml
      A configuration is small; data belongs into a file of its own that the configuration names.


    1 problem in the configuration:

    nested too deeply: expected at most 64 levels [config.too-deep]
      soup.yaml:1:67
        1 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]…
          |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^


    1 problem in the configuration:

    nested too deeply: expected at most 64 levels [config.too-deep]
      soup.yaml:1:1
        1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
          | ^"
  `);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a long line is shown around the place', () => {
  expect(
    refuse(
      `a: { ${Array.from({ length: 60 }, (_, index) => `key${index}: ${index}`).join(', ')}, key30: 1 }`,
    ),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    the key key30 is written twice in the same map: expected it once [config.duplicate-key]
      soup.yaml:1:646
        1 | …, key52: 52, key53: 53, key54: 54, key55: 55, key56: 56, key57: 57, key58: 58, key59: 59, key30: 1 }
          |                                                                                            ^^^^^"
  `);
});
