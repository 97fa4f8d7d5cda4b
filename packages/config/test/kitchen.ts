import * as v from 'valibot';
import { componentSchema } from '../src/componentSchema.ts';
import { compose } from '../src/compose.ts';
import type { Composed, ComposeOptions } from '../src/compose.ts';
import { defineComponent } from '../src/component.ts';
import { duration } from '../src/duration.ts';
import { isCraftError } from '../src/craftError.ts';
import { path } from '../src/pathOption.ts';
import { discoverProject } from '../src/project.ts';
import { createRegistry } from '../src/registry.ts';
import { temporaryFolder } from './temporaryFolder.ts';

// A kitchen: this package knows nothing of training, and neither do most of its tests.

export const soup = defineComponent({
  kind: 'dish',
  name: 'soup',
  description: 'Something hot in a bowl',
  schema: v.strictObject({
    litres: v.pipe(v.number(), v.minValue(0.1), v.maxValue(10)),
    saltGrams: v.optional(v.number(), 2),
    vegetables: v.optional(v.array(v.string()), []),
    thick: v.optional(v.boolean(), false),
  }),
  create: (options, context: { cook: string }) => `${context.cook}'s soup of ${options.litres} l`,
});

export const roast = defineComponent({
  kind: 'dish',
  name: 'roast',
  description: 'Something from the oven',
  schema: v.pipe(
    v.strictObject({
      kilograms: v.number(),
      ovenCelsius: v.optional(v.pipe(v.number(), v.integer()), 180),
      servings: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 4),
    }),
    v.check(
      ({ kilograms, servings }) => kilograms / servings >= 0.1,
      'expected at least 0.1 kilograms for each of the servings',
    ),
  ),
  create: (options, context: { oven: number }) => ({ heat: options.ovenCelsius + context.oven }),
});

export const bell = defineComponent({
  kind: 'helper',
  name: 'bell',
  description: 'Rings every so often',
  schema: v.strictObject({
    every: v.optional(duration({ units: ['second', 'step'] }), '10min'),
    tone: v.optional(v.string(), 'ding'),
  }),
  create: () => undefined,
});

export const kitchenRegistry = createRegistry([soup, roast, bell]);

export const kitchenSchema = v.strictObject({
  dish: componentSchema(kitchenRegistry, 'dish'),
  table: v.optional(
    v.strictObject({
      seats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 4),
      cloth: v.optional(v.nullable(v.picklist(['linen', 'cotton'])), null),
      recipe: v.optional(v.nullable(path()), null),
    }),
    {},
  ),
  helpers: v.optional(v.record(v.string(), componentSchema(kitchenRegistry, 'helper')), {}),
  light: v.optional(v.picklist(['auto', 'lamp', 'candle']), 'auto'),
  outputs: v.optional(path(), 'outputs'),
  name: v.optional(v.nullable(v.string()), null),
});

export type KitchenConfig = v.InferOutput<typeof kitchenSchema>;

/** What ships with the kitchen. */
export const shippedFiles: Readonly<Record<string, string>> = {
  'shipped/dish/tomato.yaml': '# Tomato soup for four\ntype: soup\nlitres: 2\nvegetables: [tomato, onion]\n',
  'shipped/dish/thick-tomato.yaml': 'description: The same, with flour\nextends: tomato\nthick: true\n',
  'shipped/dish/beef.yaml': 'type: roast\nkilograms: 1.5\n',
  'shipped/table/long.yaml': 'seats: 12\ncloth: linen\n',
  'shipped/helpers/usual.yaml': 'dinner:\n  type: bell\n  every: 30min\n',
  'shipped/experiment/lunch.yaml': [
    'description: A quick lunch',
    'use:',
    '  dish: tomato',
    '  helpers: usual',
    'dish:',
    '  litres: 1',
    'table:',
    '  seats: 2',
    '',
  ].join('\n'),
  'shipped/experiment/feast.yaml': [
    'description: For many guests',
    'extends: lunch',
    'use:',
    '  table: long',
    'dish:',
    '  litres: 8',
    '',
  ].join('\n'),
};

/** A folder with the kitchen's shipped configs under `shipped/` and an empty project in `home/`, plus `files`. */
export function kitchenFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  return temporaryFolder({ ...shippedFiles, 'home/': '', ...files });
}

type Extra = Partial<ComposeOptions<typeof kitchenSchema>> & {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
};

/** Composes in `home/` of a kitchen folder. Words with `=`, `~` or `+` are overrides, others experiments. */
export async function cook(
  words: readonly string[],
  extra: Extra = {},
): Promise<Composed<KitchenConfig> & { folder: string }> {
  const { files, ...options } = extra;
  const folder = kitchenFolder(files);
  return { ...(await cookIn(folder, words, options)), folder };
}

/** The same in a folder that is already there. */
export async function cookIn(
  folder: string,
  words: readonly string[],
  options: Omit<Extra, 'files'> = {},
): Promise<Composed<KitchenConfig>> {
  const cwd = `${folder}/home`;
  const placed = words.map((text, index) => ({ text, position: index + 1 }));
  return compose({
    schema: kitchenSchema,
    project: await discoverProject(cwd),
    shippedDir: `${folder}/shipped`,
    experiments: placed.filter(({ text }) => !/[=~+]/.test(text)),
    overrides: placed.filter(({ text }) => /[=~+]/.test(text)),
    cwd,
    ...options,
  });
}

/** The message that a promise fails with. Anything but an error of ours fails the test. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isCraftError(error)) return error.message;
    throw error;
  }
  throw new Error('expected an error but there was none');
}
