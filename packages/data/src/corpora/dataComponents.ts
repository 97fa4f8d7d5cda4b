import { defineComponent, path } from '@craft/config';
import * as v from 'valibot';
import { splitsSchema } from '../prepare/splits.ts';
import { csvColumn } from './csvColumn.ts';
import { huggingFaceFolder } from './huggingFaceFolder.ts';
import { jsonLines } from './jsonLines.ts';
import { parquetColumn } from './parquetColumn.ts';
import { syntheticTask, syntheticTasks } from './syntheticTask.ts';
import { talesCorpus } from './talesCorpus.ts';
import { textFiles } from './textFiles.ts';

/** Files of one kind: one, several, a folder or a pattern. */
const paths = (what: string) =>
  v.pipe(
    v.union([path(), v.pipe(v.array(path()), v.nonEmpty('expected at least one path'))]),
    v.description(`${what}: a file, a folder, a glob pattern, or a list of these`),
  );

const textComponent = defineComponent({
  kind: 'data',
  name: 'text',
  description: 'Text files: one, several, a folder or a pattern',
  schema: v.strictObject({
    path: paths('UTF-8 text'),
    splits: splitsSchema,
  }),
  create: ({ path }) => textFiles({ path }),
});

const field = (what: string) =>
  v.optional(v.pipe(v.string(), v.nonEmpty('expected a name'), v.description(what)), 'text');

const jsonLinesComponent = defineComponent({
  kind: 'data',
  name: 'jsonl',
  description: 'JSON Lines: each line an object with a document in one field',
  schema: v.strictObject({
    path: paths('JSON Lines'),
    field: field('The field that holds the text'),
    splits: splitsSchema,
  }),
  create: ({ path, field }) => jsonLines({ path, field }),
});

const csvComponent = defineComponent({
  kind: 'data',
  name: 'csv',
  description: 'A column of CSV files with a header: each row a document',
  schema: v.strictObject({
    path: paths('CSV'),
    field: field('The column that holds the text'),
    separator: v.optional(
      v.pipe(
        v.picklist([',', ';', '\t', '|'], 'expected a comma, a semicolon, a tab or a bar'),
        v.description('What stands between fields'),
      ),
      ',',
    ),
    splits: splitsSchema,
  }),
  create: ({ path, field, separator }) => csvColumn({ path, field, separator }),
});

const parquetComponent = defineComponent({
  kind: 'data',
  name: 'parquet',
  description: 'A column of parquet files: each row a document',
  schema: v.strictObject({
    path: paths('Parquet'),
    field: field('The column that holds the text'),
    splits: splitsSchema,
  }),
  create: ({ path, field }) => parquetColumn({ path, field }),
});

const huggingFaceComponent = defineComponent({
  kind: 'data',
  name: 'huggingface',
  description: 'A dataset of Hugging Face’s hub that lies in a folder: parquet, JSON Lines or CSV',
  schema: v.strictObject({
    path: v.pipe(path(), v.description('The folder that the dataset was downloaded to')),
    split: v.optional(
      v.pipe(v.string(), v.nonEmpty('expected a name'), v.description('Which of its splits to read')),
      'train',
    ),
    field: field('The column that holds the text'),
    splits: splitsSchema,
  }),
  create: ({ path, split, field }) => huggingFaceFolder({ path, split, field }),
});

const whole = (least: number, most: number, what: string) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most), v.description(what));

const syntheticComponent = defineComponent({
  kind: 'data',
  name: 'synthetic',
  description: 'Tasks with one right answer, for trying what an architecture can learn',
  schema: v.strictObject({
    task: v.optional(
      v.pipe(
        v.picklist(syntheticTasks),
        v.description('Copying, sorting, addition, or addition modulo a number'),
      ),
      'copy',
    ),
    examples: v.optional(whole(1, 1e10, 'Number of examples, each a line'), 20_000),
    length: v.optional(whole(1, 15, 'Most letters of copy and sort, most digits of addition'), 8),
    modulus: v.optional(whole(2, 1e6, 'What modular counts by'), 97),
    seed: v.optional(whole(0, Number.MAX_SAFE_INTEGER, 'Another seed, other examples'), 1),
    splits: splitsSchema,
  }),
  create: ({ task, examples, length, modulus, seed }) =>
    syntheticTask({ task, examples, length, modulus, seed }),
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
export const dataComponents = [
  textComponent,
  talesComponent,
  jsonLinesComponent,
  csvComponent,
  parquetComponent,
  huggingFaceComponent,
  syntheticComponent,
] as const;
