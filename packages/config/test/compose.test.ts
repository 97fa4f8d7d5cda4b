import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import * as v from 'valibot';
import { componentSchema } from '../src/componentSchema.ts';
import { compose } from '../src/compose.ts';
import { formatOrigin } from '../src/origin.ts';
import { path } from '../src/pathOption.ts';
import { discoverProject } from '../src/project.ts';
import { toYaml } from '../src/toYaml.ts';
import { cook, cookIn, kitchenFolder, kitchenRegistry } from './kitchen.ts';
import type { KitchenConfig } from './kitchen.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const whole = { saltGrams: 2, vegetables: ['tomato', 'onion'], thick: false };

test('defaults < group files < experiment < command line', async () => {
  const { config, groups, experiments, folder } = await cook(['lunch', 'table.seats=3']);
  expect(config).toEqual({
    dish: { type: 'soup', litres: 1, ...whole },
    table: { seats: 3, cloth: null, recipe: null },
    helpers: { dinner: { type: 'bell', every: '30min', tone: 'ding' } },
    light: 'auto',
    outputs: join(folder, 'home/outputs'),
    name: null,
  });
  expectTypeOf(config).toEqualTypeOf<KitchenConfig>();
  expect(groups).toMatchObject({
    dish: { option: 'tomato', file: join(folder, 'shipped/dish/tomato.yaml') },
    helpers: { option: 'usual' },
  });
  expect(experiments).toEqual([
    { name: 'lunch', description: 'A quick lunch', file: join(folder, 'shipped/experiment/lunch.yaml') },
  ]);
});

test('a group file lands at the key of its folder, and extends another of that folder', async () => {
  const { config } = await cook(['dish=thick-tomato']);
  expect(config.dish).toEqual({ type: 'soup', litres: 2, ...whole, thick: true });
});

test('an experiment extends another, choices and all', async () => {
  const { config, experiments } = await cook(['feast']);
  expect(config.dish).toMatchObject({ type: 'soup', litres: 8 });
  expect(config.table).toEqual({ seats: 12, cloth: 'linen', recipe: null });
  expect(experiments.map(({ name }) => name)).toEqual(['feast']);
});

test('several experiments count left to right, wherever they are named', async () => {
  const files = { 'shipped/experiment/dark.yaml': 'light: candle\ntable: { seats: 1 }\n' };
  expect((await cook(['lunch', 'dark'], { files })).config).toMatchObject({
    light: 'candle',
    table: { seats: 1 },
  });
  expect((await cook(['dark', 'lunch'], { files })).config).toMatchObject({
    light: 'candle',
    table: { seats: 2 },
  });
  expect((await cook(['experiment=dark', 'lunch'], { files })).config.table.seats).toBe(1);
});

test('a choice puts its file in the place of all that an earlier source said about the section', async () => {
  const { config } = await cook(['lunch', 'dish=beef']);
  expect(config.dish).toEqual({ type: 'roast', kilograms: 1.5, ovenCelsius: 180, servings: 4 });
  expect((await cook(['lunch', 'dish=tomato'])).config.dish).toMatchObject({ litres: 2 });
});

test('what is typed is never lost to a choice or a type that is typed beside it', async () => {
  const expected = { type: 'roast', kilograms: 2, ovenCelsius: 180, servings: 4 };
  expect((await cook(['lunch', 'dish.kilograms=2', 'dish=beef'])).config.dish).toEqual(expected);
  expect((await cook(['lunch', 'dish.kilograms=2', 'dish.type=roast'])).config.dish).toEqual(expected);
});

test('switching the type drops the options of the old one', async () => {
  expect((await cook(['lunch', 'dish.type=roast', 'dish.kilograms=1'])).config.dish).toEqual({
    type: 'roast',
    kilograms: 1,
    ovenCelsius: 180,
    servings: 4,
  });
  const files = { 'shipped/experiment/switch.yaml': 'extends: lunch\ndish: { type: roast, kilograms: 3 }\n' };
  expect((await cook(['switch'], { files })).config.dish).toMatchObject({ type: 'roast', kilograms: 3 });
});

test('lists replace, maps merge, ~ removes so that the default holds', async () => {
  const { config } = await cook([
    'lunch',
    'dish.vegetables=[leek]',
    'dish={saltGrams: 5}',
    '~dish.litres',
    'dish.litres=4',
  ]);
  expect(config.dish).toEqual({ type: 'soup', litres: 4, saltGrams: 5, vegetables: ['leek'], thick: false });
  expect((await cook(['lunch', '~dish.vegetables'])).config.dish).toMatchObject({ vegetables: [] });
  expect((await cook(['lunch', '~helpers.dinner'])).config.helpers).toEqual({});
  const files = { 'shipped/experiment/quiet.yaml': 'extends: lunch\nhelpers:\n  ~dinner:\n' };
  expect((await cook(['quiet'], { files })).config.helpers).toEqual({});
});

test('the last of several arguments wins', async () => {
  expect((await cook(['lunch', 'table.seats=3', 'table.seats=5'])).config.table.seats).toBe(5);
  expect((await cook(['dish=beef', 'dish=tomato'])).config.dish.type).toBe('soup');
});

test('+ adds an entry to an open map', async () => {
  const { config } = await cook([
    'lunch',
    '+helpers.tea.type=bell',
    'helpers.tea.every=5min',
    '+helpers."half past".type=bell',
  ]);
  expect(Object.keys(config.helpers)).toEqual(['dinner', 'tea', 'half past']);
  expect(config.helpers['tea']).toEqual({ type: 'bell', every: '5min', tone: 'ding' });
});

test("a project's files come before the shipped ones, and may extend those they hide", async () => {
  const files = {
    'home/configs/dish/tomato.yaml': 'extends: tomato\nsaltGrams: 9\n',
    'home/configs/dish/own/stew.yaml': 'extends: tomato\nlitres: 5\n',
  };
  expect((await cook(['lunch'], { files })).config.dish).toMatchObject({
    litres: 1,
    saltGrams: 9,
    vegetables: ['tomato', 'onion'],
  });
  expect((await cook(['dish=own/stew'], { files })).config.dish).toMatchObject({ litres: 5, saltGrams: 9 });
});

test("a project's defaults come below experiments", async () => {
  const files = {
    'home/craft.config.yaml':
      'outputs: results\nexperiment: lunch\ndefaults:\n  use: { table: long }\n  light: lamp\n  table: { cloth: cotton }\n',
  };
  const { config, origins, folder } = await cook([], { files });
  expect(config).toMatchObject({
    light: 'lamp',
    table: { seats: 2, cloth: 'cotton' },
    outputs: join(folder, 'home/results'),
  });
  expect(formatOrigin(origins.get('outputs')?.origin ?? { kind: 'default', of: '' }, folder)).toBe(
    'home/craft.config.yaml:1:10',
  );
});

test('where nobody names an experiment, the project does, then the program', async () => {
  const files = { 'home/craft.config.yaml': 'experiment: feast\n' };
  const named = async (words: string[], options: Parameters<typeof cook>[1]) =>
    (await cook(words, options)).experiments.map(({ name }) => name);
  expect(await named([], { defaultExperiment: 'lunch' })).toEqual(['lunch']);
  expect(await named([], { files, defaultExperiment: 'lunch' })).toEqual(['feast']);
  expect(await named(['lunch'], { files })).toEqual(['lunch']);
  expect(await named(['experiment=lunch'], { files })).toEqual(['lunch']);
});

test('relative paths count from where they are written', async () => {
  const schema = v.strictObject({
    a: v.optional(path(), 'x'),
    b: v.optional(v.array(path()), ['x']),
    c: v.optional(path(), '/abs'),
  });
  const root = temporaryFolder({
    'craft.config.yaml': 'defaults: { a: from/project }',
    'below/': '',
    'shipped/experiment/e.yaml': 'b: [p, /q]',
    'run/config.yaml': 'a: as/is\nb: [../r]\n',
  });
  const cwd = join(root, 'below');
  const project = await discoverProject(cwd);
  const at = async (...overrides: string[]) =>
    (await compose({ schema, project, shippedDir: join(root, 'shipped'), overrides, cwd })).config;
  expect(await at()).toEqual({ a: join(root, 'from/project'), b: [join(root, 'x')], c: '/abs' });
  expect(await at('a=y', 'b=[z, ../z]')).toEqual({
    a: join(cwd, 'y'),
    b: [join(cwd, 'z'), join(root, 'z')],
    c: '/abs',
  });
  expect((await at('experiment=e')).b).toEqual([join(root, 'p'), '/q']);
  const base = { file: join(root, 'run/config.yaml') };
  expect((await compose({ schema, project, base, overrides: ['c=y'], cwd })).config).toEqual({
    a: 'as/is',
    b: ['../r'],
    c: join(cwd, 'y'),
  });
});

test('the configuration of a run composes to itself, and takes overrides', async () => {
  const folder = kitchenFolder({ 'home/craft.config.yaml': 'defaults: { light: lamp }' });
  const first = await cookIn(folder, ['feast', 'table.recipe=r.txt', '+helpers.tea.type=bell']);
  const file = join(folder, 'run.yaml');
  writeFileSync(file, toYaml(first.config, { comment: 'Resolved.' }));
  const again = await cookIn(folder, [], { base: { file: '../run.yaml' }, defaultExperiment: 'lunch' });
  expect(again.config).toEqual(first.config);
  expect(toYaml(again.config)).toBe(toYaml(first.config));
  expect(again.experiments).toEqual([]);

  const changed = await cookIn(folder, ['table.seats=1', 'dish=beef'], { base: { file } });
  expect(changed.config).toEqual({
    ...first.config,
    table: { ...first.config.table, seats: 1 },
    dish: { type: 'roast', kilograms: 1.5, ovenCelsius: 180, servings: 4 },
  });
});

test('a default of a whole section is the lowest source, except below a complete configuration', async () => {
  const schema = v.strictObject({
    dish: v.optional(componentSchema(kitchenRegistry, 'dish'), { type: 'soup', litres: 3, saltGrams: 9 }),
    helpers: v.optional(v.record(v.string(), componentSchema(kitchenRegistry, 'helper')), {
      tea: { type: 'bell' },
    }),
  });
  const at = async (...overrides: string[]) => compose({ schema, overrides });
  const tea = { type: 'bell', every: '10min', tone: 'ding' };
  expect((await at()).config).toEqual({
    dish: { type: 'soup', litres: 3, saltGrams: 9, vegetables: [], thick: false },
    helpers: { tea },
  });
  const salted = await at('dish.saltGrams=1', 'helpers.tea.tone=dong');
  expect(salted.config).toMatchObject({
    dish: { litres: 3, saltGrams: 1 },
    helpers: { tea: { tone: 'dong' } },
  });
  expect(
    [...salted.origins.values()].map(({ path: at, origin }) => `${at}: ${formatOrigin(origin)}`),
  ).toEqual([
    'dish.type: default of the configuration',
    'dish.litres: default of the configuration',
    'dish.saltGrams: argument 1: dish.saltGrams=1',
    'dish.vegetables: default of dish soup',
    'dish.thick: default of dish soup',
    'helpers.tea.type: default of the configuration',
    'helpers.tea.every: default of helper bell',
    'helpers.tea.tone: argument 2: helpers.tea.tone=dong',
  ]);
  expect((await at('dish={type: roast, kilograms: 1}')).config.dish).toEqual({
    type: 'roast',
    kilograms: 1,
    ovenCelsius: 180,
    servings: 4,
  });

  const { config } = await at('~helpers.tea');
  expect(config.helpers).toEqual({});
  const file = join(temporaryFolder({ 'config.yaml': toYaml(config) }), 'config.yaml');
  expect((await compose({ schema, base: { file } })).config).toEqual(config);
});

test('keys that JavaScript objects come with are keys like any other', async () => {
  const schema = v.strictObject({ open: v.optional(v.record(v.string(), v.number()), {}) });
  const overrides = ['+open.toString=2', '+open.hasOwnProperty=3'];
  expect((await compose({ schema, overrides })).config).toEqual({
    open: { toString: 2, hasOwnProperty: 3 },
  });
});

test('works without project and files', async () => {
  const schema = v.strictObject({
    a: v.optional(v.number(), 1),
    b: v.optional(v.strictObject({ c: v.string() })),
  });
  expect((await compose({ schema })).config).toEqual({ a: 1 });
  expect((await compose({ schema, overrides: ['b.c=x'] })).config).toEqual({ a: 1, b: { c: 'x' } });
});
