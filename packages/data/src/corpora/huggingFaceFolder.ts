import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { CraftError } from '@craft/config';
import type { TextCorpus } from './corpus.ts';
import { csvColumn } from './csvColumn.ts';
import { missingFile } from './findTextFiles.ts';
import { jsonLines } from './jsonLines.ts';
import { parquetColumn } from './parquetColumn.ts';

/** Kinds of files that datasets come in, the best first. */
const kinds = [
  { ending: /\.parquet$/i, open: parquetColumn },
  { ending: /\.(jsonl|ndjson|json)(\.gz|\.bz2|\.zst)?$/i, open: jsonLines },
  {
    ending: /\.csv(\.gz|\.bz2|\.zst)?$/i,
    open: (options: { path: string[]; field: string }) => csvColumn({ ...options, separator: ',' }),
  },
] as const;

/** Files that are about a dataset and not of it. */
const ABOUT = /(^|[\\/])(dataset_infos?|dataset_dict|state|config|package)\.json$/i;

/**
 * A dataset as Hugging Face's hub lays it out on the disk: parquet, JSON Lines or CSV files, of which those of a split carry its
 * name (`data/train-00000-of-00002.parquet`, `train/part.jsonl`). Nothing is downloaded.
 *
 * @param split its name; files are all taken where none carries the name of any split
 */
export function huggingFaceFolder(options: { path: string; split: string; field: string }): TextCorpus {
  const { path, split, field } = options;
  const settings = { path, split, field };
  return {
    type: 'huggingface',
    settings,
    splitsAt: 'document',
    async open(openOptions) {
      const folder = resolve(path);
      const names = await readdir(folder, { recursive: true }).catch(() => {
        throw missingFile(path);
      });
      const files = names.filter((name) => !ABOUT.test(name)).sort();
      const found = kinds
        .map(({ ending, open }) => ({ open, names: files.filter((name) => ending.test(name)) }))
        .find((kind) => kind.names.length > 0);
      if (!found) throw noDataset(folder, files);
      const ofSplit = found.names.filter((name) => splitOf(name) === split);
      const hasSplits = found.names.some((name) => splitOf(name) !== null);
      if (hasSplits && ofSplit.length === 0) throw noSplit(folder, split, found.names);
      const paths = (hasSplits ? ofSplit : found.names).map((name) => join(folder, name));
      return found.open({ path: paths, field }).open(openOptions);
    },
  };
}

/** The split whose name a path carries. */
function splitOf(name: string): string | null {
  const match = /(?:^|[\\/._-])(train|validation|valid|val|dev|test)(?=[\\/._-])/i.exec(name);
  return match?.[1]?.toLowerCase() ?? null;
}

function noSplit(folder: string, split: string, names: readonly string[]): CraftError {
  const known = [...new Set(names.map(splitOf).filter((name) => name !== null))];
  return new CraftError(
    `${folder}: expected files of the split ${split} but received only ${known.join(', ')}`,
    {
      code: 'data.no-dataset',
      hint: `Name one of them: data.split=${known[0] ?? ''}`,
    },
  );
}

function noDataset(folder: string, files: readonly string[]): CraftError {
  const arrow = files.find((name) => /\.arrow$/i.test(name));
  return new CraftError(
    `${folder}: expected a dataset in parquet, JSON Lines or CSV but received ` +
      (arrow === undefined ? 'none of them' : `Arrow (${relative('.', arrow)})`),
    {
      code: 'data.no-dataset',
      hint:
        arrow === undefined
          ? 'Give the folder that holds the downloaded dataset.'
          : 'Write it as parquet first: dataset.to_parquet("train.parquet").',
    },
  );
}
