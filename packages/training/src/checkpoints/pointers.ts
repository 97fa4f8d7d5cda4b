import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError } from '@craft/config';
import * as v from 'valibot';
import { replaceFile } from '../files/durable.ts';
import { checkpointName, checkpointSteps } from './checkpointFolder.ts';
import { latestCheckpoint, loadCheckpoint, type Checkpoint } from './loadCheckpoint.ts';
import type { BestCheckpoint } from './trainingState.ts';

const pointerSchema = v.object({ step: v.number(), checkpoint: v.string() });

/** Points `last.json` at a checkpoint that is on the disk. */
export function pointToLast(checkpoints: string, step: number): void {
  write(checkpoints, 'last', { step, checkpoint: checkpointName(step) });
}

/** Points `best.json` at the checkpoint with the best value of a metric such as `val/loss`. */
export function pointToBest(checkpoints: string, metric: string, { step, value }: BestCheckpoint): void {
  write(checkpoints, 'best', { step, checkpoint: checkpointName(step), metric, value });
}

/**
 * A checkpoint by what people call it: `last` (the newest whole one), `best`, or its step.
 *
 * @throws CraftError `checkpoint.missing` naming the steps there are; `checkpoint.damaged`
 */
export async function findCheckpoint(
  checkpoints: string,
  which: 'last' | 'best' | number,
  options: { readonly onSkip?: (error: CraftError) => void } = {},
): Promise<Checkpoint> {
  if (which === 'last') {
    const latest = await latestCheckpoint(checkpoints, options);
    if (latest) return latest;
  } else {
    const step = which === 'best' ? readPointer(checkpoints, 'best') : which;
    if (step !== undefined && checkpointSteps(checkpoints).includes(step)) {
      return loadCheckpoint(join(checkpoints, checkpointName(step)));
    }
  }
  const steps = checkpointSteps(checkpoints);
  const wanted = typeof which === 'number' ? `a checkpoint of step ${which}` : `a ${which} checkpoint`;
  throw new CraftError(`${checkpoints}: expected ${wanted} but there is none`, {
    code: 'checkpoint.missing',
    hint:
      steps.length > 0 ? `Steps with a checkpoint: ${steps.join(', ')}.` : 'The run has saved nothing yet.',
  });
}

function readPointer(checkpoints: string, name: 'last' | 'best'): number | undefined {
  try {
    return v.parse(pointerSchema, JSON.parse(readFileSync(join(checkpoints, `${name}.json`), 'utf8'))).step;
  } catch {
    return undefined; // A pointer that cannot be read points at nothing.
  }
}

function write(checkpoints: string, name: 'last' | 'best', content: unknown): void {
  replaceFile(join(checkpoints, `${name}.json`), `${JSON.stringify(content)}\n`);
}
