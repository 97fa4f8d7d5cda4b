import { expect, test } from 'vitest';
import type { ConfigNode } from '../src/configNode.ts';
import { leavesOf, toPlain } from '../src/configNode.ts';
import { History } from '../src/history.ts';
import { formatPath } from '../src/keyPath.ts';
import { mergeNodes } from '../src/mergeNodes.ts';
import { formatOrigin } from '../src/origin.ts';
import { parseYamlFile } from '../src/yamlTree.ts';
import { Dice } from './dice.ts';

function tree(text: string, file = '/upper.yaml'): ConfigNode {
  const { node, issues } = parseYamlFile(file, text);
  if (node === undefined) throw new Error(issues[0]?.message ?? 'empty');
  return node;
}

function merge(lower: string, upper: string): unknown {
  const merged = mergeNodes(tree(lower, '/lower.yaml'), tree(upper), new History());
  return merged && toPlain(merged);
}

test.each<[string, string, string, unknown]>([
  ['maps merge', '{a: 1, b: {c: 2, d: 3}}', '{b: {c: 4}, e: 5}', { a: 1, b: { c: 4, d: 3 }, e: 5 }],
  ['lists replace', '{a: [1, 2, 3]}', '{a: [4]}', { a: [4] }],
  ['a scalar replaces a map', '{a: {b: 1}}', '{a: 2}', { a: 2 }],
  ['a map replaces a scalar', '{a: 2}', '{a: {b: 1}}', { a: { b: 1 } }],
  ['null replaces', '{a: {b: 1}}', '{a: null}', { a: null }],
  ['an empty map changes nothing', '{a: {b: 1}}', '{a: {}}', { a: { b: 1 } }],
  ['a removal removes', '{a: 1, b: {c: 2, d: 3}}', '{b: {~c: }}', { a: 1, b: { d: 3 } }],
  [
    'the same type keeps options',
    '{a: {type: x, b: 1}}',
    '{a: {type: x, c: 2}}',
    { a: { type: 'x', b: 1, c: 2 } },
  ],
  ['another type drops them', '{a: {type: x, b: 1}}', '{a: {c: 2, type: y}}', { a: { c: 2, type: 'y' } }],
  ['no type keeps them', '{a: {type: x, b: 1}}', '{a: {c: 2}}', { a: { type: 'x', b: 1, c: 2 } }],
  ['a first type keeps what was there', '{a: {b: 1}}', '{a: {type: x}}', { a: { b: 1, type: 'x' } }],
])('%s', (_, lower, upper, expected) => {
  expect(merge(lower, upper)).toEqual(expected);
});

test('keys keep the order in which they came', () => {
  expect(Object.keys(merge('{b: 1, a: 2}', '{c: 3, b: 4}') as object)).toEqual(['b', 'a', 'c']);
});

test('removing what is not there is a problem, with the nearest key that is', () => {
  const history = new History();
  mergeNodes(tree('{salt: 1}', '/lower.yaml'), tree('{~slat: }'), history);
  expect(history.issues.map((issue) => issue.message)).toEqual([
    'slat: nothing to remove: expected a key that is set; did you mean "salt"?',
  ]);
});

/** What merging means, written down without origins. */
function reference(lower: unknown, upper: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(lower) || !isMap(upper)) return upper;
  const [from, to] = [lower['type'], upper['type']];
  if (typeof from === 'string' && typeof to === 'string' && from !== to) return upper;
  const keys = new Set([...Object.keys(lower), ...Object.keys(upper)]);
  return Object.fromEntries(
    [...keys].map((key) => {
      if (!(key in upper)) return [key, lower[key]];
      return [key, key in lower ? reference(lower[key], upper[key]) : upper[key]];
    }),
  );
}

function randomValue(dice: Dice, depth: number): unknown {
  if (depth === 0 || dice.chance(0.3))
    return dice.pick<unknown>([1, 2.5, 'text', true, null, [1, 'a'], [], {}]);
  const map: Record<string, unknown> = {};
  if (dice.chance(0.4)) map['type'] = dice.pick(['x', 'y']);
  for (const key of ['a', 'b', 'c']) if (dice.chance(0.6)) map[key] = randomValue(dice, depth - 1);
  return map;
}

test('a thousand random layers merge as the plain rule says, and each leaf names the layer it came from', () => {
  const dice = new Dice(20);
  for (let round = 0; round < 1000; round += 1) {
    const layers = Array.from({ length: 2 + dice.below(4) }, () => ({ top: randomValue(dice, 3) }));
    const history = new History();
    let merged: ConfigNode | undefined;
    for (const [index, layer] of layers.entries()) {
      merged = mergeNodes(merged, tree(JSON.stringify(layer), `/layer${index}.yaml`), history);
    }
    if (merged === undefined) throw new Error('nothing was merged');
    expect(toPlain(merged)).toEqual(layers.reduce<unknown>((below, layer) => reference(below, layer), {}));

    for (const [path, leaf] of leavesOf(merged)) {
      const winner = Number(/layer(\d+)/.exec(formatOrigin(leaf.origin))?.[1]);
      const written = path.reduce<unknown>(
        (value, key) => (value as Record<string, unknown>)[key],
        layers[winner],
      );
      expect(written, formatPath(path)).toEqual(toPlain(leaf));
      expect(history.at(path)?.removedBy).toBeUndefined();
    }
  }
});
