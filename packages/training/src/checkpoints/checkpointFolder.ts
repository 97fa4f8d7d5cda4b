import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../files/durable.ts';

/** Files of a checkpoint. The manifest is written last, and names the others. */
export const checkpointFiles = {
  model: 'model.safetensors',
  optimizer: 'optimizer.safetensors',
  /** Only where a moving average of the weights is kept. */
  ema: 'ema.safetensors',
  state: 'state.json',
  manifest: 'manifest.json',
} as const;

/** `step-00001000`. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/** Steps of the checkpoints in a folder, oldest first; none where there is no folder. */
export function checkpointSteps(checkpoints: string): number[] {
  if (!existsSync(checkpoints)) return [];
  return readdirSync(checkpoints)
    .flatMap((name) => {
      const digits = /^step-(\d{8,})$/.exec(name)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    })
    .sort((a, b) => a - b);
}

/** Where a checkpoint is made, and where one waits to be deleted: names that nobody takes for a checkpoint. */
export function asideName(step: number, purpose: 'tmp' | 'deleted'): string {
  return `${checkpointName(step)}.${purpose}-${process.pid}`;
}

/** Deletes what killed processes left behind in a folder of a run. Only for the holder of the run's lock. */
export function cleanLeftovers(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/^step-\d+\.(tmp|deleted)-\d+$/.test(name) || /^\..+\.tmp-\d+$/.test(name)) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Deletes a checkpoint. Killed in between, it leaves the whole checkpoint or nothing that looks like one. */
export function deleteCheckpoint(checkpoints: string, step: number): void {
  const aside = join(checkpoints, asideName(step, 'deleted'));
  renameSync(join(checkpoints, checkpointName(step)), aside);
  syncFolder(checkpoints);
  rmSync(aside, { recursive: true, force: true });
}
