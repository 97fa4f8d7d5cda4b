import { componentSchema, path, type Registry } from '@craft/config';
import { trainingSchema } from '@craft/training';
import * as v from 'valibot';
import type { OwnComponent } from './componentRegistry.ts';

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
    optimizer: v.optional(componentSchema(registry, 'optimizer'), { type: 'adamw' }),
    schedule: v.optional(componentSchema(registry, 'schedule'), { type: 'cosine' }),
    training: v.optional(trainingSchema, {}),
    callbacks: v.optional(v.record(v.string(), componentSchema(registry, 'callback')), {}),
    device: v.optional(
      v.pipe(v.picklist(['auto', 'cpu', 'webgpu']), v.description('Where to compute')),
      'auto',
    ),
    outputs: v.optional(v.pipe(path(), v.description('The folder that runs go to')), 'outputs'),
    name: v.optional(
      v.nullable(
        v.pipe(v.string(), v.nonEmpty(), v.description('What the run is called; null: its experiment')),
      ),
      null,
    ),
  });
}

/** A whole configuration, checked and with all defaults. */
export type CraftConfig = v.InferOutput<ReturnType<typeof rootSchema>>;
