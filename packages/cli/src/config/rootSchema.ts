import { componentSchema, path, type Registry } from '@craft/config';
import { trainingSchema } from '@craft/training';
import * as v from 'valibot';
import { deviceNames } from '../deviceNames.ts';
import type { OwnComponent } from './componentRegistry.ts';

/** A file name has 255 bytes where runs go to, and a run folder's ends with a time and perhaps a number. */
const longestName = 200;

/** Beyond it no optimizer learns anything: it is a slip of the keyboard. */
const highestRate = 1000;

const loaderSchema = v.strictObject({
  order: v.optional(
    v.pipe(
      v.picklist(['shuffled', 'random']),
      v.description(
        'shuffled: each epoch gives every window of the text once; random: windows start anywhere',
      ),
    ),
    'shuffled',
  ),
});

/** The schema of a whole configuration, whose components are those of the registry. */
export function rootSchema(registry: Registry<OwnComponent>) {
  return v.strictObject({
    data: componentSchema(registry, 'data'),
    tokenizer: v.optional(componentSchema(registry, 'tokenizer'), { type: 'character' }),
    loader: v.optional(loaderSchema, {}),
    model: componentSchema(registry, 'model'),
    optimizer: v.optional(
      v.pipe(
        componentSchema(registry, 'optimizer'),
        v.forward(
          v.check(
            ({ learningRate }) => learningRate <= highestRate,
            ({ input }) => `expected at most ${highestRate} but received ${input.learningRate}`,
          ),
          ['learningRate'],
        ),
      ),
      { type: 'adamw' },
    ),
    schedule: v.optional(componentSchema(registry, 'schedule'), { type: 'cosine' }),
    training: v.optional(trainingSchema, {}),
    callbacks: v.optional(v.record(v.string(), componentSchema(registry, 'callback')), {}),
    device: v.optional(v.pipe(v.picklist(deviceNames), v.description('Where to compute')), 'auto'),
    autotune: v.optional(
      v.pipe(
        v.picklist(['auto', 'on', 'off']),
        v.description(
          'WebGPU kernels by measurement. auto: what was measured before, and before a long run on a GPU what is missing is measured; on: before every run, on any adapter; off: never, those for the kind of adapter',
        ),
      ),
      'auto',
    ),
    outputs: v.optional(v.pipe(path(), v.description('The folder that runs go to')), 'outputs'),
    name: v.optional(
      v.nullable(
        v.pipe(
          v.string(),
          v.nonEmpty(),
          v.check(
            (name) => Buffer.byteLength(name) <= longestName,
            ({ input }) =>
              `expected a name of at most ${longestName} bytes but received one of ${Buffer.byteLength(input)}`,
          ),
          v.description('What the run is called; null: its experiment'),
        ),
      ),
      null,
    ),
  });
}

/** What a configuration has at its root. */
export const rootKeys: Readonly<Record<keyof CraftConfig, true>> = {
  data: true,
  tokenizer: true,
  loader: true,
  model: true,
  optimizer: true,
  schedule: true,
  training: true,
  callbacks: true,
  device: true,
  autotune: true,
  outputs: true,
  name: true,
};

/** A whole configuration, checked and with all defaults. */
export type CraftConfig = v.InferOutput<ReturnType<typeof rootSchema>>;
