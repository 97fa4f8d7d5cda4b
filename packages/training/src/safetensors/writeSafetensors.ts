import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { CraftError } from '@craft/config';
import { safetensorsDTypes, type SafetensorsData, type SafetensorsDType } from './dtypes.ts';
import { lengthBytes } from './header.ts';

/** One tensor to write. */
export interface TensorToWrite {
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  /** Row-major values, or a function that fetches them when their turn comes: one tensor is in memory at a time. */
  readonly data: SafetensorsData | (() => Promise<SafetensorsData>);
}

/** What was written: for a manifest. */
export interface WrittenFile {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes a safetensors file and waits until it is on the disk (fsync). The bytes depend on names, shapes and
 * values only: wider dtypes come first, then names in code-unit order, and the header is padded with spaces to 8.
 *
 * @throws CraftError `safetensors.size` where values do not fill their shape, `safetensors.name` for the
 * reserved name `__metadata__`
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorToWrite>,
  options: { readonly metadata?: Readonly<Record<string, string>> } = {},
): Promise<WrittenFile> {
  const ordered = inFileOrder(tensors);
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'w');
  const write = async (part: Uint8Array) => {
    hash.update(part);
    await writeFully(file, part);
    bytes += part.byteLength;
  };
  try {
    await write(formatHeader(ordered, options.metadata));
    for (const [name, { dtype, shape, data }] of ordered) {
      const values = typeof data === 'function' ? await data() : data;
      const part = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const expected = byteCount(dtype, shape);
      if (part.byteLength !== expected) {
        throw new CraftError(
          `${path}: tensor ${JSON.stringify(name)}: ${dtype} [${shape.join(', ')}] needs ${expected} bytes but received ${part.byteLength}`,
          { code: 'safetensors.size' },
        );
      }
      await write(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

function inFileOrder(tensors: ReadonlyMap<string, TensorToWrite>): [string, TensorToWrite][] {
  if (tensors.has('__metadata__')) {
    throw new CraftError('safetensors: expected another name for a tensor than the reserved "__metadata__"', {
      code: 'safetensors.name',
    });
  }
  return [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      safetensorsDTypes[b.dtype].bytes - safetensorsDTypes[a.dtype].bytes || (nameA < nameB ? -1 : 1),
  );
}

function formatHeader(
  ordered: readonly [string, TensorToWrite][],
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  // Written key by key: in an object, names that look like numbers would change places.
  const parts: string[] = [];
  if (metadata) parts.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let begin = 0;
  for (const [name, { dtype, shape }] of ordered) {
    const end = begin + byteCount(dtype, shape);
    parts.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`);
    begin = end;
  }
  const json = new TextEncoder().encode(`{${parts.join(',')}}`);
  const padded = Math.ceil(json.byteLength / lengthBytes) * lengthBytes;
  const header = new Uint8Array(lengthBytes + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, lengthBytes);
  return header;
}

function byteCount(dtype: SafetensorsDType, shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, safetensorsDTypes[dtype].bytes);
}

/** One write takes at most 2 GiB. */
const largestWrite = 2 ** 30;

async function writeFully(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(largestWrite, bytes.byteLength - done));
    done += bytesWritten;
  }
}
