import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CraftError } from '@craft/config';
import * as v from 'valibot';
import { checkpointFiles } from './checkpointFolder.ts';

const manifestSchema = v.object({
  version: v.literal(1),
  step: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Every other file of the checkpoint. */
  files: v.record(
    v.pipe(v.string(), v.regex(/^[\w-]+(\.[\w-]+)+$/)),
    v.object({ bytes: v.number(), sha256: v.string() }),
  ),
});

/** What makes a folder a checkpoint: its files, their lengths and their hashes. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/**
 * Reads a checkpoint's manifest and holds every file against it.
 *
 * @throws CraftError `checkpoint.damaged` saying which file is not what it was when it was written
 */
export async function verifyCheckpoint(path: string): Promise<Manifest> {
  const manifest = readManifest(path);
  for (const required of [checkpointFiles.model, checkpointFiles.optimizer, checkpointFiles.state]) {
    if (!Object.hasOwn(manifest.files, required))
      throw damaged(path, `${checkpointFiles.manifest} does not name ${required}`);
  }
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const file = join(path, name);
    const found = sizeOf(file);
    if (found === undefined) throw damaged(path, `${name} is missing`);
    if (found !== bytes) throw damaged(path, `${name}: expected ${bytes} bytes but received ${found}`);
    if ((await sha256Of(file)) !== sha256)
      throw damaged(path, `${name}: its content has changed since it was written`);
  }
  return manifest;
}

function readManifest(path: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(path, checkpointFiles.manifest), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw damaged(path, missing ? `${checkpointFiles.manifest} is missing` : (error as Error).message);
  }
  try {
    return v.parse(manifestSchema, JSON.parse(text));
  } catch {
    throw damaged(path, `${checkpointFiles.manifest} is not a manifest of version 1`);
  }
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The error for a checkpoint that cannot be trusted. */
export function damaged(path: string, what: string): CraftError {
  return new CraftError(`${path}: the checkpoint is damaged: ${what}`, {
    code: 'checkpoint.damaged',
    hint: 'Go on from an earlier checkpoint of the run.',
  });
}
