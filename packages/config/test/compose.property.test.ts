import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { componentSchema } from '../src/componentSchema.ts';
import { compose } from '../src/compose.ts';
import { defineComponent } from '../src/component.ts';
import { createRegistry } from '../src/registry.ts';
import { toYaml } from '../src/toYaml.ts';
import { Dice } from './dice.ts';
import { temporaryFolder } from './temporaryFolder.ts';

// A reference that knows nothing of files, origins or schemas composes the same random sources.

const options = {
  a: v.optional(v.number()),
  b: v.optional(v.array(v.number())),
  c: v.optional(v.record(v.string(), v.number())),
};
const components = ['x', 'y'].map((name) =>
  defineComponent({
    kind: 'part',
    name,
    description: name,
    schema: v.strictObject(options),
    create: () => name,
  }),
);
const part = componentSchema(createRegistry(components), 'part');
const schema = v.strictObject({
  p: part,
  q: v.optional(part),
  r: v.optional(v.number()),
  s: v.optional(v.strictObject(options)),
});

type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(lower: unknown, upper: unknown): unknown {
  if (!isTree(lower) || !isTree(upper)) return upper;
  if ('type' in lower && 'type' in upper && lower['type'] !== upper['type']) return upper;
  const merged: Tree = { ...lower };
  for (const [key, value] of Object.entries(upper))
    merged[key] = key in lower ? merge(lower[key], value) : value;
  return merged;
}

/** Options such as the schema takes. */
function randomOptions(dice: Dice): Tree {
  const tree: Tree = {};
  if (dice.chance(0.5)) tree['a'] = dice.below(100);
  if (dice.chance(0.4)) tree['b'] = Array.from({ length: dice.below(3) }, () => dice.below(100));
  if (dice.chance(0.4))
    tree['c'] = Object.fromEntries(
      ['k', 'l'].filter(() => dice.chance(0.6)).map((key) => [key, dice.below(100)]),
    );
  return tree;
}

function randomDelta(dice: Dice): Tree {
  const tree: Tree = {};
  for (const key of ['p', 'q', 's']) {
    if (!dice.chance(0.5)) continue;
    tree[key] = {
      ...(key !== 's' && dice.chance(0.4) && { type: dice.pick(['x', 'y']) }),
      ...randomOptions(dice),
    };
  }
  if (dice.chance(0.3)) tree['r'] = dice.below(100);
  return tree;
}

interface Case {
  groups: Record<string, Record<string, Tree>>;
  experiments: { use: Record<string, string>; delta: Tree }[];
  choices: [group: string, option: string][];
  values: [path: string[], value: unknown][];
}

function randomOption(dice: Dice): string {
  return dice.pick(['one', 'two']);
}

function randomFiles(dice: Dice): Pick<Case, 'groups' | 'experiments'> {
  const groupFiles = () =>
    Object.fromEntries(
      ['one', 'two'].map((name) => [name, { type: dice.pick(['x', 'y']), ...randomOptions(dice) }]),
    );
  const choice = (): string => randomOption(dice);
  const experiments = Array.from({ length: 1 + dice.below(3) }, (_, index) => ({
    // Every part gets a type from somewhere, so that the result is a valid configuration.
    use:
      index === 0
        ? { p: choice(), q: choice() }
        : Object.fromEntries(['p', 'q'].filter(() => dice.chance(0.3)).map((group) => [group, choice()])),
    delta: randomDelta(dice),
  }));
  return { groups: { p: groupFiles(), q: groupFiles() }, experiments };
}

function randomArguments(dice: Dice): Pick<Case, 'choices' | 'values'> {
  const choices = ['p', 'q']
    .filter(() => dice.chance(0.3))
    .map((group): [string, string] => [group, randomOption(dice)]);
  const values: Case['values'] = [];
  for (const key of ['p', 'q', 's']) {
    if (key !== 's' && dice.chance(0.2)) values.push([[key, 'type'], dice.pick(['x', 'y'])]);
    if (dice.chance(0.3)) values.push([[key, 'a'], dice.below(100)]);
    if (dice.chance(0.2)) values.push([[key, 'b'], [dice.below(100)]]);
    if (dice.chance(0.2)) values.push([[key, 'c'], { k: dice.below(100) }]);
  }
  return { choices, values: values.sort(() => dice.uniform() - 0.5) };
}

function reference({ groups, experiments, choices, values }: Case): unknown {
  let tree: unknown = {};
  const choose = (group: string, option: string): void => {
    tree = { ...(tree as Tree), [group]: groups[group]?.[option] };
  };
  for (const { use, delta } of experiments) {
    for (const [group, option] of Object.entries(use)) choose(group, option);
    tree = merge(tree, delta);
  }
  for (const [group, option] of choices) choose(group, option);
  const types = values.filter(([path]) => path.at(-1) === 'type');
  for (const [path, value] of [...types, ...values.filter((other) => !types.includes(other))]) {
    tree = merge(
      tree,
      path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value),
    );
  }
  return tree;
}

function write(folder: string, { groups, experiments }: Pick<Case, 'groups' | 'experiments'>): void {
  for (const group of ['p', 'q', 'experiment']) mkdirSync(join(folder, group), { recursive: true });
  for (const [group, files] of Object.entries(groups)) {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, group, `${name}.yaml`), toYaml(content));
  }
  for (const [index, { use, delta }] of experiments.entries()) {
    writeFileSync(
      join(folder, 'experiment', `e${index}.yaml`),
      toYaml({ description: 'random', use, ...delta }),
    );
  }
}

/** The value that a place in a file or argument names, read by other means than the composition's. */
function valueAt(source: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), source);
}

test('a thousand random compositions equal the plain reference, name the winner, and compose to themselves', async () => {
  const dice = new Dice(2024);
  const folder = temporaryFolder();
  let files = randomFiles(dice);
  for (let round = 0; round < 1000; round += 1) {
    if (round % 5 === 0) {
      files = randomFiles(dice);
      write(folder, files);
    }
    const example: Case = { ...files, ...randomArguments(dice) };
    const overrides = [
      ...example.values.map(([path, value]) => `${path.join('.')}=${JSON.stringify(value)}`),
      ...example.choices.map(([group, option]) => `${group}=${option}`),
    ];
    const experiments = example.experiments.map((_, index) => `e${index}`);
    const composed = await compose({ schema, shippedDir: folder, experiments, overrides, cwd: folder });
    expect(composed.config, JSON.stringify(example)).toEqual(reference(example));

    for (const { path, value, origin } of composed.origins.values()) {
      const keys = path.split('.');
      if (origin.kind === 'argument') {
        const [written = [], said] = example.values[(origin.argument ?? 0) - 1 - experiments.length] ?? [];
        expect(valueAt(said, keys.slice(written.length)) ?? said, path).toEqual(value);
      } else if (origin.kind === 'file') {
        const [group = '', name = ''] = origin.file.slice(folder.length + 1, -'.yaml'.length).split('/');
        const source =
          group === 'experiment'
            ? example.experiments[Number(name.slice(1))]?.delta
            : { [group]: example.groups[group]?.[name] };
        expect(valueAt(source, keys), path).toEqual(value);
      } else expect.unreachable(`${path} is nobody's`);
    }

    if (round % 10 === 0) {
      writeFileSync(join(folder, 'config.yaml'), toYaml(composed.config));
      expect((await compose({ schema, base: { file: 'config.yaml' }, cwd: folder })).config).toEqual(
        composed.config,
      );
    }
  }
});
