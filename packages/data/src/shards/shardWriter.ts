import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { toLittleEndian } from './littleEndian.ts';
import { encodeHeader, HEADER_BYTES, MAX_SHARD_TOKENS, type TokenDtype } from './shardHeader.ts';

/** A file as written: enough to recognise it. */
export interface WrittenFile {
  /** Name inside its folder. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file of tokens with the file of its document ends. */
export interface WrittenShard extends WrittenFile {
  readonly tokens: number;
  /** `.idx`: where documents end, counted in tokens from the start of the shard, one u64 each. */
  readonly index: WrittenFile & { readonly documents: number };
}

const BUFFER_TOKENS = 1 << 19;
const BUFFER_ENDS = 1 << 15;

/** sha256 of a file, read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    hash.update(chunk);
  return hash.digest('hex');
}

/** Numbers on their way into a file, gathered so that each write is a large one. */
class BufferedFile<T extends Uint16Array | Uint32Array | BigUint64Array> {
  readonly #handle: FileHandle;
  readonly #buffer: T;
  #used = 0;

  constructor(handle: FileHandle, buffer: T) {
    this.#handle = handle;
    this.#buffer = buffer;
  }

  async add(value: T[number]): Promise<void> {
    this.#buffer[this.#used++] = value;
    if (this.#used === this.#buffer.length) await this.flush();
  }

  /** Adds many numbers; those of a typed array are copied at once. */
  async addAll(values: Int32Array): Promise<void> {
    for (let start = 0; start < values.length;) {
      const count = Math.min(values.length - start, this.#buffer.length - this.#used);
      (this.#buffer as Uint16Array | Uint32Array).set(values.subarray(start, start + count), this.#used);
      this.#used += count;
      start += count;
      if (this.#used === this.#buffer.length) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const bytes = toLittleEndian(this.#buffer.subarray(0, this.#used));
    for (let written = 0; written < bytes.length;) {
      written += (await this.#handle.write(bytes, written)).bytesWritten;
    }
    this.#used = 0;
  }
}

/** One shard that is being written. */
interface OpenShard {
  name: string;
  tokens: number;
  documents: number;
  handle: FileHandle;
  indexHandle: FileHandle;
  ids: BufferedFile<Uint16Array | Uint32Array>;
  ends: BufferedFile<BigUint64Array>;
}

/**
 * Writes the tokens of one split as llm.c-compatible shards (`train.bin`, and `train-00001.bin` and so on when there are too
 * many for one), each with an `.idx` of document ends. Memory does not grow with the number of tokens.
 */
export class ShardWriter {
  readonly #folder: string;
  readonly #split: string;
  readonly #dtype: TokenDtype;
  readonly #maxTokens: number;
  readonly #written: WrittenShard[] = [];
  #open: OpenShard | null = null;
  tokens = 0;
  documents = 0;

  /** @param maxTokens the most tokens of one shard */
  constructor(folder: string, split: string, dtype: TokenDtype, maxTokens: number = MAX_SHARD_TOKENS) {
    this.#folder = folder;
    this.#split = split;
    this.#dtype = dtype;
    this.#maxTokens = maxTokens;
  }

  /** Adds tokens to the document that is open. */
  async write(ids: Int32Array): Promise<void> {
    for (let start = 0; start < ids.length;) {
      let shard = await this.#shard();
      if (shard.tokens === this.#maxTokens) {
        await this.#closeShard();
        shard = await this.#shard();
      }
      const count = Math.min(ids.length - start, this.#maxTokens - shard.tokens);
      await shard.ids.addAll(ids.subarray(start, start + count));
      shard.tokens += count;
      this.tokens += count;
      start += count;
    }
  }

  /** Ends the document that is open. */
  async endDocument(): Promise<void> {
    const shard = await this.#shard();
    await shard.ends.add(BigInt(shard.tokens));
    shard.documents++;
    this.documents++;
  }

  /** Writes what is left and makes sure that it is on the disk. At least one shard is written, if an empty one. */
  async finish(): Promise<readonly WrittenShard[]> {
    await this.#shard();
    await this.#closeShard();
    return this.#written;
  }

  /** Closes the files without finishing them. */
  async abandon(): Promise<void> {
    const shard = this.#open;
    this.#open = null;
    await shard?.handle.close();
    await shard?.indexHandle.close();
  }

  async #shard(): Promise<OpenShard> {
    if (this.#open) return this.#open;
    const number = this.#written.length;
    const name = number === 0 ? this.#split : `${this.#split}-${String(number).padStart(5, '0')}`;
    const handle = await open(join(this.#folder, `${name}.bin`), 'wx');
    const indexHandle = await open(join(this.#folder, `${name}.idx`), 'wx');
    // The place of the header, which counts what is not known yet.
    await handle.write(new Uint8Array(HEADER_BYTES));
    const buffer = this.#dtype === 'uint16' ? new Uint16Array(BUFFER_TOKENS) : new Uint32Array(BUFFER_TOKENS);
    const shard = {
      name,
      tokens: 0,
      documents: 0,
      handle,
      indexHandle,
      ids: new BufferedFile<Uint16Array | Uint32Array>(handle, buffer),
      ends: new BufferedFile(indexHandle, new BigUint64Array(BUFFER_ENDS)),
    };
    this.#open = shard;
    return shard;
  }

  async #closeShard(): Promise<void> {
    const shard = this.#open;
    if (!shard) return;
    await shard.ids.flush();
    await shard.ends.flush();
    await shard.handle.write(encodeHeader(this.#dtype, shard.tokens), 0, HEADER_BYTES, 0);
    for (const handle of [shard.handle, shard.indexHandle]) {
      await handle.sync();
      await handle.close();
    }
    this.#open = null;
    const file = await this.#describe(`${shard.name}.bin`);
    const index = await this.#describe(`${shard.name}.idx`);
    this.#written.push({ ...file, tokens: shard.tokens, index: { ...index, documents: shard.documents } });
  }

  /** Reads the file back for its hash, which so also covers what the disk made of it. */
  async #describe(file: string): Promise<WrittenFile> {
    const path = join(this.#folder, file);
    const handle = await open(path);
    const { size } = await handle.stat();
    await handle.close();
    return { file, bytes: size, sha256: await hashFile(path) };
  }
}
