import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { halfBits, type DType, type Tensor } from '@craft/tensor';
import { diskError } from '../files/diskError.ts';
import { discard, syncFolder, writeSynced } from '../files/durable.ts';
import type { SafetensorsData } from '../safetensors/dtypes.ts';
import { writeSafetensors, type TensorToWrite, type WrittenFile } from '../safetensors/writeSafetensors.ts';
import { asideName, checkpointFiles, checkpointName } from './checkpointFolder.ts';
import type { Manifest } from './manifest.ts';
import type { TrainingState } from './trainingState.ts';

/** What goes into a checkpoint. */
export interface CheckpointContents {
  readonly model: ReadonlyMap<string, Tensor>;
  readonly optimizer: ReadonlyMap<string, Tensor>;
  /** A moving average of the model's parameters. */
  readonly ema?: ReadonlyMap<string, Tensor> | undefined;
  readonly state: TrainingState;
}

/**
 * Writes a checkpoint so that a kill or a power cut at any moment leaves the whole of it or none: everything
 * into a folder aside, each file synced, the manifest last, then one rename. Tensors are read from the device one
 * at a time. Gives the checkpoint's path.
 *
 * @throws CraftError `checkpoint.write` where the disk is full or may not be written; what was there before stays
 */
export async function saveCheckpoint(checkpoints: string, contents: CheckpointContents): Promise<string> {
  const { step } = contents.state;
  const path = join(checkpoints, checkpointName(step));
  const aside = join(checkpoints, asideName(step, 'tmp'));
  try {
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(aside, { recursive: true });
    const state = `${JSON.stringify(contents.state, null, 2)}\n`;
    const files = {
      [checkpointFiles.model]: await writeSafetensors(
        join(aside, checkpointFiles.model),
        toWrite(contents.model),
      ),
      [checkpointFiles.optimizer]: await writeSafetensors(
        join(aside, checkpointFiles.optimizer),
        toWrite(contents.optimizer),
      ),
      ...(contents.ema
        ? {
            [checkpointFiles.ema]: await writeSafetensors(
              join(aside, checkpointFiles.ema),
              toWrite(contents.ema),
            ),
          }
        : {}),
      [checkpointFiles.state]: writeText(join(aside, checkpointFiles.state), state),
    };
    const manifest: Manifest = { version: 1, step, files };
    writeSynced(join(aside, checkpointFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
    syncFolder(aside);
    moveInto(checkpoints, step, aside, path);
  } catch (error) {
    discard(aside);
    throw diskError(error, `${path}: the checkpoint cannot be saved`, {
      code: 'checkpoint.write',
      hint: 'Earlier checkpoints are whole: make room, then go on with --resume.',
    });
  }
  return path;
}

function moveInto(checkpoints: string, step: number, aside: string, path: string): void {
  const old = join(checkpoints, asideName(step, 'deleted'));
  // One of the same step is there after a resume from an earlier one. It goes once this one is complete.
  if (existsSync(path)) renameSync(path, old);
  renameSync(aside, path);
  syncFolder(checkpoints);
  rmSync(old, { recursive: true, force: true });
}

const formatDTypes = {
  f32: 'F32',
  i32: 'I32',
  u32: 'U32',
  bool: 'BOOL',
  f16: 'F16',
} as const satisfies Record<DType, string>;

function toWrite(tensors: ReadonlyMap<string, Tensor>): Map<string, TensorToWrite> {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name,
      { dtype: formatDTypes[tensor.dtype], shape: tensor.shape, data: () => fileValues(tensor) },
    ]),
  );
}

/** The values as the file has them: f16 as its bits. */
async function fileValues(tensor: Tensor): Promise<SafetensorsData> {
  const values = await tensor.data();
  return tensor.dtype === 'f16' ? halfBits(values) : values;
}

function writeText(path: string, text: string): WrittenFile {
  const bytes = new TextEncoder().encode(text);
  writeSynced(path, bytes);
  return { bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}
