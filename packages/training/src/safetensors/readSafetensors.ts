import { open, type FileHandle } from 'node:fs/promises';
import { CraftError } from '@craft/config';
import { safetensorsDTypes, type SafetensorsData, type SafetensorsDType } from './dtypes.ts';
import {
  lengthBytes,
  parseHeader,
  readHeaderLength,
  type SafetensorsHeader,
  type TensorEntry,
} from './header.ts';

/** One tensor of a safetensors file, in host memory. */
export interface SafetensorsTensor {
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  /** Row-major, of as many elements as the shape says. */
  readonly data: SafetensorsData;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Map<string, SafetensorsTensor>;
  /** Strings under `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a safetensors file (huggingface/safetensors, format version 1). Every tensor gets memory of its own,
 * so one can be dropped while another is kept; files larger than 2 GiB are read in pieces.
 *
 * @throws CraftError `safetensors.*` for whatever is malformed, naming the file and what was expected
 */
export async function readSafetensors(path: string): Promise<SafetensorsFile> {
  return withFile(path, async (file) => {
    const { header, dataStart } = await readHeader(path, file);
    const tensors = new Map<string, SafetensorsTensor>();
    for (const entry of header.entries)
      tensors.set(entry.name, await readTensor(path, file, entry, dataStart));
    return { tensors, metadata: header.metadata };
  });
}

/**
 * Reads only what a file says about its tensors. Throws as `readSafetensors` does.
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, async (file) => (await readHeader(path, file)).header);
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CraftError(
      missing ? `${path}: the file does not exist` : `${path}: ${(cause as Error).message}`,
      {
        code: missing ? 'safetensors.missing' : 'safetensors.unreadable',
        cause,
      },
    );
  }
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function readHeader(
  path: string,
  file: FileHandle,
): Promise<{ header: SafetensorsHeader; dataStart: number }> {
  const { size } = await file.stat();
  const first = await readBytes(path, file, 0, Math.min(lengthBytes, size));
  const length = readHeaderLength(path, first, size);
  const bytes = await readBytes(path, file, lengthBytes, length);
  const dataStart = lengthBytes + length;
  return { header: parseHeader(path, bytes, size - dataStart), dataStart };
}

async function readTensor(
  path: string,
  file: FileHandle,
  { dtype, shape, begin, end }: TensorEntry,
  dataStart: number,
): Promise<SafetensorsTensor> {
  const bytes = await readBytes(path, file, dataStart + begin, end - begin);
  return { dtype, shape, data: safetensorsDTypes[dtype].view(bytes.buffer) };
}

/** One read takes at most 2 GiB. */
const largestRead = 2 ** 30;

async function readBytes(
  path: string,
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, Math.min(largestRead, length - done), position + done);
    if (bytesRead === 0) {
      throw new CraftError(`${path}: the file became shorter while it was read`, {
        code: 'safetensors.truncated',
      });
    }
    done += bytesRead;
  }
  return bytes;
}
