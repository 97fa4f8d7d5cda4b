import { createRequire } from 'node:module';
import { createGunzip } from 'node:zlib';
import { CraftError, isCraftError } from '@craft/config';
import { Decompress } from 'fzstd';

type Bytes = AsyncIterable<Uint8Array>;

/** How files begin that are compressed, what that is called, and how it is undone. */
const formats: readonly {
  readonly magic: readonly number[];
  readonly name: string;
  readonly expand: (chunks: Bytes) => AsyncGenerator<Uint8Array>;
}[] = [
  { magic: [0x1f, 0x8b], name: 'gzip', expand: gunzip },
  { magic: [0x42, 0x5a, 0x68], name: 'bzip2', expand: bunzip2 },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], name: 'zstd', expand: unzstd },
];

/**
 * Gives the bytes of a file as they are, or decompressed where its first bytes say gzip, bzip2 or zstd, whatever its name ends
 * with. Streams: memory does not grow with the file. Several compressed streams one after the other are one.
 *
 * @param path only for the message
 * @throws CraftError `data.damaged-archive` where a compressed file is torn or changed, with how far it was read
 */
export async function* decompress(chunks: Bytes, path: string): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let start = new Uint8Array(0);
  let isOver = false;
  while (start.length < 4 && !isOver) {
    const next = await source.next();
    if (next.done) isOver = true;
    else start = Buffer.concat([start, next.value]);
  }
  const format = formats.find(({ magic }) => magic.every((byte, index) => start[index] === byte));
  let read = start.length;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (start.length > 0) yield start;
    for (let next = await source.next(); !next.done; next = await source.next()) {
      read += next.value.length;
      yield next.value;
    }
  };
  if (!format) {
    yield* all();
    return;
  }
  try {
    yield* format.expand(all());
  } catch (error) {
    if (isCraftError(error)) throw error;
    // What the libraries trip over where bytes are missing.
    const isMissing = error instanceof TypeError || error instanceof RangeError;
    const reason = isMissing
      ? 'unexpected end of file'
      : error instanceof Error
        ? error.message
        : String(error);
    throw new CraftError(
      `${path}: expected a whole ${format.name} file but it is damaged or ends too early (${reason}), read to byte ${read}`,
      {
        code: 'data.damaged-archive',
        hint: 'Get the file again from where it came, or leave it out of data.path.',
        cause: error,
      },
    );
  }
}

async function* gunzip(chunks: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let failure: unknown;
  const writing = (async () => {
    for await (const chunk of chunks) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(chunk))
        await new Promise<void>((resolve) => gunzip.once('drain', resolve).once('close', resolve));
    }
    gunzip.end();
  })().catch((error: unknown) => {
    failure = error;
    gunzip.destroy();
  });
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw failure ?? error;
  } finally {
    gunzip.destroy();
  }
  await writing;
}

async function* bunzip2(chunks: Bytes): AsyncGenerator<Uint8Array> {
  // It has no types of its own, and none that would reach those who compile this package's sources with theirs.
  const unbzip2 = createRequire(import.meta.url)('unbzip2-stream') as () => NodeJS.ReadWriteStream;
  // Works while it is written to: what comes out waits here.
  const stream = unbzip2();
  const expanded: Uint8Array[] = [];
  let failure: Error | null = null;
  stream.on('data', (chunk: Buffer) => expanded.push(chunk));
  stream.on('error', (error: Error) => (failure ??= error));
  const take = function* (): Generator<Uint8Array> {
    yield* expanded.splice(0);
    if (failure !== null) throw failure;
  };
  for await (const chunk of chunks) {
    // A block of it becomes 900,000 bytes, or many more where the text repeats itself: little at a time.
    for (let start = 0; start < chunk.length; start += PIECE) {
      stream.write(Buffer.from(chunk.subarray(start, start + PIECE)));
      yield* take();
    }
  }
  stream.end();
  yield* take();
}

async function* unzstd(chunks: Bytes): AsyncGenerator<Uint8Array> {
  const expanded: Uint8Array[] = [];
  const stream = new Decompress((chunk) => expanded.push(chunk.slice()));
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE) {
      stream.push(chunk.subarray(start, start + PIECE));
      yield* expanded.splice(0);
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* expanded.splice(0);
}

const PIECE = 1 << 16;
