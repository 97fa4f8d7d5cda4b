import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError, isCraftError } from '@craft/config';
import * as v from 'valibot';
import type { SafetensorsData, SafetensorsDType } from '../safetensors/dtypes.ts';
import { readSafetensors } from '../safetensors/readSafetensors.ts';
import type { HostTensor } from '../trainableModel.ts';
import { checkpointFiles, checkpointName, checkpointSteps } from './checkpointFolder.ts';
import { damaged, verifyCheckpoint } from './manifest.ts';
import { trainingStateSchema, type TrainingState } from './trainingState.ts';

/** A checkpoint whose files were found to be what was written. */
export interface Checkpoint {
  readonly path: string;
  readonly step: number;
  readonly state: TrainingState;
}

/**
 * Opens one checkpoint and verifies all of it.
 *
 * @throws CraftError `checkpoint.damaged` naming the file that is missing, cut off or changed
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  const { step } = await verifyCheckpoint(path);
  const parsed = v.safeParse(trainingStateSchema, readState(path));
  if (!parsed.success) throw damaged(path, `${checkpointFiles.state} is not a state of version 1`);
  if (parsed.output.step !== step)
    throw damaged(path, `${checkpointFiles.state} is of step ${parsed.output.step}`);
  return { path, step, state: parsed.output };
}

function readState(path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(path, checkpointFiles.state), 'utf8'));
  } catch {
    throw damaged(path, `${checkpointFiles.state} cannot be read`);
  }
}

/**
 * The newest checkpoint that verifies; undefined where there is none at all. `onSkip` is told of every newer one
 * that does not.
 *
 * @throws CraftError `checkpoint.none-whole` where there are checkpoints and all are damaged
 */
export async function latestCheckpoint(
  checkpoints: string,
  options: { readonly onSkip?: (error: CraftError) => void } = {},
): Promise<Checkpoint | undefined> {
  let steps = checkpointSteps(checkpoints);
  const broken = new Set<number>();
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const path = join(checkpoints, checkpointName(step));
    try {
      if (!broken.has(step)) return await loadCheckpoint(path);
    } catch (error) {
      if (!isCraftError(error)) throw error;
      // The run that writes here has deleted it, and has made a newer one before.
      if (!existsSync(path)) steps = checkpointSteps(checkpoints);
      else {
        broken.add(step);
        options.onSkip?.(error);
      }
    }
  }
  if (broken.size === 0) return undefined;
  throw new CraftError(`${checkpoints}: expected a whole checkpoint but received ${broken.size} damaged`, {
    code: 'checkpoint.none-whole',
    hint: 'Start a new run.',
  });
}

/**
 * What a model is to be evaluated and to generate with: the moving average of its weights where the run kept one, and
 * whatever is not averaged as it was.
 *
 * @throws CraftError as `readTensors`
 */
export async function readModel(checkpoint: Checkpoint): Promise<Map<string, HostTensor>> {
  const tensors = await readTensors(checkpoint, 'model');
  if (!checkpoint.state.ema) return tensors;
  return new Map([...tensors, ...(await readTensors(checkpoint, 'ema'))]);
}

/**
 * Tensors of a checkpoint, in host memory.
 *
 * @throws CraftError `safetensors.*` or `checkpoint.dtype` for an element type that tensors do not have
 */
export async function readTensors(
  { path }: Pick<Checkpoint, 'path'>,
  part: 'model' | 'optimizer' | 'ema',
): Promise<Map<string, HostTensor>> {
  const { tensors } = await readSafetensors(join(path, checkpointFiles[part]));
  const host = new Map<string, HostTensor>();
  for (const [name, { dtype, shape, data }] of tensors) {
    if (!isHostData(data, dtype)) {
      throw new CraftError(
        `${path}: tensor ${name}: expected F32, F16, I32, U32 or BOOL but received ${dtype}`,
        {
          code: 'checkpoint.dtype',
        },
      );
    }
    host.set(name, { data, shape });
  }
  return host;
}

function isHostData(data: SafetensorsData, dtype: SafetensorsDType): data is HostTensor['data'] {
  if (data instanceof Uint8Array) return dtype === 'BOOL';
  if (data instanceof Uint16Array) return dtype === 'F16';
  return data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint32Array;
}
