import { defineComponent, path } from '@craft/config';
import * as v from 'valibot';
import { splitsSchema } from '../prepare/splits.ts';
import { talesCorpus } from './talesCorpus.ts';
import { textFiles } from './textFiles.ts';

const textComponent = defineComponent({
  kind: 'data',
  name: 'text',
  description: 'Text files: one, several, a folder or a pattern',
  schema: v.strictObject({
    path: v.pipe(
      v.union([path(), v.pipe(v.array(path()), v.nonEmpty('expected at least one path'))]),
      v.description('UTF-8 text: a file, a folder, a glob pattern, or a list of these'),
    ),
    splits: splitsSchema,
  }),
  create: ({ path }) => textFiles({ path }),
});

const talesComponent = defineComponent({
  kind: 'data',
  name: 'tales',
  description: 'Short stories drawn from a grammar whose exact entropy is known',
  schema: v.strictObject({
    characters: v.optional(
      v.pipe(
        v.number(),
        v.safeInteger(),
        v.minValue(1),
        v.maxValue(1e12),
        v.description('Size of the corpus; whole stories are added until it is reached'),
      ),
      1_000_000,
    ),
    seed: v.optional(
      v.pipe(
        v.number(),
        v.safeInteger(),
        v.minValue(0),
        v.description('Which stories: another seed, other stories'),
      ),
      1,
    ),
    splits: splitsSchema,
  }),
  create: ({ characters, seed }) => talesCorpus({ characters, seed }),
});

/** The sources of text that a config's `data` can name. */
export const dataComponents = [textComponent, talesComponent] as const;
