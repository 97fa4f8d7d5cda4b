import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fromLittleEndian } from './littleEndian.ts';
import { damagedShard, decodeHeader, HEADER_BYTES, layouts, type TokenDtype } from './shardHeader.ts';
import { checkRange, type TokenSource } from './tokenSource.ts';

/** Shards up to this size are read into memory as a whole. */
export const MEMORY_BYTES = 512 * 2 ** 20;

/** A shard opened for reading. */
export interface OpenShardFile extends TokenSource {
  readonly dtype: TokenDtype;
  /** Lets go of the file. Reading is over. */
  close(): void;
}

/**
 * Opens a file of tokens with an llm.c header, checking header, size and token ids. A small file is read at once and let go
 * of; of a larger one only the ranges asked for are read.
 *
 * @param vocabSize ids must be below it
 * @param memoryBytes the largest file that is read as a whole
 * @throws CraftError `data.damaged-shard` when something is wrong with the file, now or when a range of it is read
 */
export function openShard(
  path: string,
  vocabSize: number,
  memoryBytes: number = MEMORY_BYTES,
): OpenShardFile {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw damagedShard(path, `expected a file of tokens but received ${reason}`, error);
  }
  try {
    const { size, mtimeMs } = fstatSync(file);
    const header = new Uint8Array(Math.min(HEADER_BYTES, size));
    readFully(file, header, 0, path);
    const { dtype, tokens } = decodeHeader(header, size, path);
    const shard = { path, dtype, tokens, vocabSize };
    if (size <= memoryBytes) {
      const ids = readRange(file, shard, 0, tokens);
      closeSync(file);
      return {
        dtype,
        length: tokens,
        read(start, count) {
          checkRange(path, tokens, start, count);
          return Int32Array.from(ids.subarray(start, start + count));
        },
        close() {},
      };
    }
    return {
      dtype,
      length: tokens,
      read(start, count) {
        checkRange(path, tokens, start, count);
        const now = fstatSync(file);
        if (now.size !== size || now.mtimeMs !== mtimeMs) {
          throw damagedShard(path, `expected the file that was opened but received one that changed since`);
        }
        return Int32Array.from(readRange(file, shard, start, count));
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

interface ShardFacts {
  path: string;
  dtype: TokenDtype;
  tokens: number;
  vocabSize: number;
}

/** Reads tokens and checks that the vocabulary has them. */
function readRange(file: number, shard: ShardFacts, start: number, count: number): Uint16Array | Uint32Array {
  const width = layouts[shard.dtype].bytes;
  const bytes = new Uint8Array(count * width);
  readFully(file, bytes, HEADER_BYTES + start * width, shard.path);
  fromLittleEndian(bytes, width);
  const ids = shard.dtype === 'uint16' ? new Uint16Array(bytes.buffer) : new Uint32Array(bytes.buffer);
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? 0;
    if (id >= shard.vocabSize) {
      throw damagedShard(
        shard.path,
        `expected token ids below the vocabulary's ${shard.vocabSize} but received ${id} at token ${start + index}`,
      );
    }
  }
  return ids;
}

const MAX_READ_BYTES = 2 ** 30;

function readFully(file: number, into: Uint8Array, position: number, path: string): void {
  for (let done = 0; done < into.length;) {
    const count = readSync(file, into, done, Math.min(into.length - done, MAX_READ_BYTES), position + done);
    if (count === 0) {
      throw damagedShard(
        path,
        `expected ${into.length} bytes at byte ${position} but the file ended after ${done}`,
      );
    }
    done += count;
  }
}
