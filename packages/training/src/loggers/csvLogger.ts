import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import type { Callback, TrainingEvent } from '../callbacks/callback.ts';
import { diskError } from '../files/diskError.ts';
import type { Metrics } from '../metrics.ts';
import { readMetrics, type RunFolder } from '../runs/runFolder.ts';

const fileName = 'metrics.csv';

/**
 * Writes `metrics.csv` into the run folder: a line for each line of `metrics.jsonl`, a column for each figure that any
 * of them has. A new figure, or a run that goes on, writes the file anew from `metrics.jsonl`.
 */
export function csvLogger(): Callback {
  let columns: string[] = [];

  function rewrite(run: RunFolder): void {
    const all = readMetrics(run.path);
    columns = [...new Set(all.flatMap((line) => Object.keys(line)))];
    if (columns.length === 0) columns = ['step', 'split', 'loss'];
    run.writeFile(fileName, [columns, ...all.map((line) => cellsOf(line, columns))].map(lineOf).join(''));
  }

  function append({ run, metrics }: TrainingEvent & { readonly metrics: Metrics }): void {
    if (!run) return;
    if (Object.keys(metrics).some((name) => !columns.includes(name))) {
      rewrite(run);
      return;
    }
    const path = join(run.path, fileName);
    try {
      appendFileSync(path, lineOf(cellsOf(metrics, columns)));
    } catch (error) {
      throw diskError(error, `${path}: the file cannot be written`, { code: 'file.write' });
    }
  }

  return {
    onFitStart({ run }) {
      if (run) rewrite(run);
    },
    onLog: append,
  };
}

function cellsOf(metrics: Metrics, columns: readonly string[]): string[] {
  const values = metrics as unknown as Readonly<Record<string, unknown>>;
  return columns.map((name) => {
    const value = values[name];
    return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  });
}

/** One record of RFC 4180. */
function lineOf(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\n`;
}

export const csvComponent = defineComponent({
  kind: 'callback',
  name: 'csv',
  description: 'All figures as a table for spreadsheets, in metrics.csv',
  schema: v.strictObject({}),
  create: (): Callback => csvLogger(),
});
