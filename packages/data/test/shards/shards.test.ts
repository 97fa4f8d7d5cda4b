import { createHash } from 'node:crypto';
import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrayTokens, joinedTokens, openShard } from '../../src/index.ts';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';
import { dtypeFor, type TokenDtype } from '../../src/shards/shardHeader.ts';
import { ShardWriter, type WrittenShard } from '../../src/shards/shardWriter.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

/** Reads a file as llm.c's `dataloader.h` and `data_common.py` describe it; shares nothing with the code under test. */
function readAsLlmC(path: string): number[] {
  const file = readFileSync(path);
  const header = Array.from({ length: 256 }, (_, index) => file.readInt32LE(index * 4));
  const wide = header[0] === 20240801 && header[1] === 7;
  if (!wide && !(header[0] === 20240520 && header[1] === 1)) throw new Error('bad magic or version');
  expect(header.slice(3).every((word) => word === 0)).toBe(true);
  const count = header[2] ?? -1;
  expect(file.length).toBe(1024 + count * (wide ? 4 : 2));
  return Array.from({ length: count }, (_, index) =>
    wide ? file.readUInt32LE(1024 + index * 4) : file.readUInt16LE(1024 + index * 2),
  );
}

function readIndex(path: string): number[] {
  const file = readFileSync(path);
  return Array.from({ length: file.length / 8 }, (_, index) => Number(file.readBigUInt64LE(index * 8)));
}

async function write(
  folder: string,
  documents: number[][],
  dtype: TokenDtype = 'uint16',
  maxTokens?: number,
): Promise<readonly WrittenShard[]> {
  const writer = new ShardWriter(folder, 'train', dtype, maxTokens);
  for (const document of documents) {
    await writer.write(Int32Array.from(document));
    await writer.endDocument();
  }
  return writer.finish();
}

const documents = [[1, 2, 3], [65_535], [], [0, 0, 7, 8, 9]];

describe('writing', () => {
  test('16-bit tokens, for llm.c', async () => {
    const folder = temporaryFolder();
    const shards = await write(folder, documents);
    expect(readAsLlmC(join(folder, 'train.bin'))).toEqual(documents.flat());
    expect(readIndex(join(folder, 'train.idx'))).toEqual([3, 4, 4, 9]);
    expect(shards).toHaveLength(1);
    expect(shards[0]).toMatchObject({
      file: 'train.bin',
      tokens: 9,
      bytes: 1024 + 18,
      index: { file: 'train.idx', bytes: 32, documents: 4 },
    });
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, 'train.bin')))
      .digest('hex');
    expect(shards[0]?.sha256).toBe(sha256);
  });

  test('32-bit tokens, for llm.c', async () => {
    const folder = temporaryFolder();
    await write(folder, [[1, 128_000, 2 ** 31 - 1]], 'uint32');
    expect(readAsLlmC(join(folder, 'train.bin'))).toEqual([1, 128_000, 2 ** 31 - 1]);
  });

  test('the width follows from the vocabulary', () => {
    expect(dtypeFor(65_536)).toBe('uint16');
    expect(dtypeFor(65_537)).toBe('uint32');
  });

  test('no tokens at all', async () => {
    const folder = temporaryFolder();
    await write(folder, []);
    expect(readAsLlmC(join(folder, 'train.bin'))).toEqual([]);
    expect(openShard(join(folder, 'train.bin'), 1).length).toBe(0);
  });

  test('more tokens than a shard holds', async () => {
    const folder = temporaryFolder();
    const shards = await write(folder, documents, 'uint16', 4);
    expect(shards.map(({ file, tokens }) => [file, tokens])).toEqual([
      ['train.bin', 4],
      ['train-00001.bin', 4],
      ['train-00002.bin', 1],
    ]);
    expect(shards.flatMap(({ file }) => readAsLlmC(join(folder, file)))).toEqual(documents.flat());
    // A document's end stands in the shard that its last token is in.
    expect(shards.map(({ index }) => readIndex(join(folder, index.file)))).toEqual([[3, 4, 4], [], [1]]);
    const joined = joinedTokens(shards.map(({ file }) => openShard(join(folder, file), 65_536)));
    expect([...joined.read(0, 9)]).toEqual(documents.flat());
    expect([...joined.read(3, 4)]).toEqual([65_535, 0, 0, 7]);
  });

  test('more tokens than the buffer holds, in odd pieces', async () => {
    const folder = temporaryFolder();
    const writer = new ShardWriter(folder, 'train', 'uint16');
    const all = Int32Array.from({ length: 1_500_000 }, (_, index) => (index * 7919) % 65_536);
    for (let start = 0; start < all.length; start += 99_991) {
      await writer.write(all.subarray(start, start + 99_991));
      await writer.endDocument();
    }
    await writer.finish();
    const shard = openShard(join(folder, 'train.bin'), 65_536);
    expect(createHash('sha256').update(shard.read(0, all.length)).digest('hex')).toBe(
      createHash('sha256').update(all).digest('hex'),
    );
  });

  test('an existing file is not written over', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'train.bin'), 'mine');
    await expect(write(folder, documents)).rejects.toThrow('EEXIST');
    expect(readFileSync(join(folder, 'train.bin'), 'utf8')).toBe('mine');
  });
});

describe.each([
  ['read into memory', undefined],
  ['read in ranges', 0],
])('reading, %s', (_, memoryBytes) => {
  test('any range, as the whole says', async () => {
    const folder = temporaryFolder();
    for (const dtype of ['uint16', 'uint32'] as const) {
      const random = new RandomStream(1, 0, RandomPurpose.tales);
      const all = Array.from({ length: 1_000 }, () => random.integer(50_000));
      await write(folder, [all], dtype);
      const shard = openShard(join(folder, 'train.bin'), 50_000, memoryBytes);
      for (let round = 0; round < 100; round++) {
        const start = random.integer(1_001);
        const count = random.integer(1_001 - start);
        expect([...shard.read(start, count)]).toEqual(all.slice(start, start + count));
      }
      // What is read belongs to the reader.
      shard.read(0, 10).fill(-1);
      expect(shard.read(0, 1)[0]).toBe(all[0]);
      shard.close();
      rmSync(join(folder, 'train.bin'));
      rmSync(join(folder, 'train.idx'));
    }
  });

  test('a range outside is an error', async () => {
    const folder = temporaryFolder();
    await write(folder, documents);
    const shard = openShard(join(folder, 'train.bin'), 65_536, memoryBytes);
    expect(await craftErrorOf(() => shard.read(5, 5), folder)).toMatchInlineSnapshot(`
      "data.out-of-range
      <folder>/train.bin: expected a range inside 0 … 9 but received start 5 and count 5"
    `);
    for (const [start, count] of [
      [-1, 2],
      [0, -1],
      [10, 0],
      [0.5, 1],
      [NaN, 1],
    ] as const) {
      expect(await craftErrorOf(() => shard.read(start, count))).toContain('data.out-of-range');
    }
    shard.close();
  });

  test('an id that the vocabulary does not have', async () => {
    const folder = temporaryFolder();
    await write(folder, documents);
    const readAll = () => openShard(join(folder, 'train.bin'), 65, memoryBytes).read(0, 9);
    expect(await craftErrorOf(readAll, folder)).toMatchInlineSnapshot(`
      "data.damaged-shard
      <folder>/train.bin: expected token ids below the vocabulary's 65 but received 65535 at token 3
      The file was changed or damaged: delete its folder and prepare the data again."
    `);
  });
});

describe('files that are not what they should be', () => {
  const damage = async (change: (path: string) => void): Promise<string> => {
    const folder = temporaryFolder();
    await write(folder, documents);
    const path = join(folder, 'train.bin');
    change(path);
    return craftErrorOf(() => openShard(path, 65_536), folder);
  };
  const patch =
    (offset: number, value: number) =>
    (path: string): void => {
      const file = readFileSync(path);
      file.writeInt32LE(value, offset);
      writeFileSync(path, file);
    };

  test.each([
    ['missing', (path: string) => rmSync(path)],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['cut off in the header', (path: string) => truncateSync(path, 1_000)],
    ['cut off between tokens', (path: string) => truncateSync(path, 1024 + 16)],
    ['cut off inside a token', (path: string) => truncateSync(path, 1024 + 17)],
    ['with a byte too many', (path: string) => appendFileSync(path, 'x')],
    ['with a token too many', (path: string) => appendFileSync(path, 'xx')],
    ['with another magic number', patch(0, 20240521)],
    ['with another version', patch(4, 2)],
    ['counting too many', patch(8, 10)],
    ['counting below zero', patch(8, -1)],
    ['of raw tokens, as nanoGPT writes them', (path: string) => writeFileSync(path, Buffer.alloc(4_000, 7))],
  ])('%s', async (_, change) => {
    expect(await damage(change)).toMatchSnapshot();
  });

  test('changed while it is open', async () => {
    const folder = temporaryFolder();
    await write(folder, documents);
    const path = join(folder, 'train.bin');
    const shard = openShard(path, 65_536, 0);
    expect(shard.read(0, 2)).toEqual(Int32Array.from([1, 2]));
    const { mtime } = statSync(path);
    writeFileSync(path, readFileSync(path));
    utimesSync(path, mtime, new Date(mtime.getTime() + 5_000));
    expect(await craftErrorOf(() => shard.read(0, 2), folder)).toMatchInlineSnapshot(`
      "data.damaged-shard
      <folder>/train.bin: expected the file that was opened but received one that changed since
      The file was changed or damaged: delete its folder and prepare the data again."
    `);
    shard.close();
  });

  test('cut off while it is open', async () => {
    const folder = temporaryFolder();
    await write(folder, documents);
    const shard = openShard(join(folder, 'train.bin'), 65_536, 0);
    truncateSync(join(folder, 'train.bin'), 1026);
    expect(await craftErrorOf(() => shard.read(0, 2), folder)).toContain('data.damaged-shard');
    shard.close();
  });

  test('random damage to the header never passes for another number of tokens', async () => {
    const folder = temporaryFolder();
    await write(folder, documents);
    const path = join(folder, 'train.bin');
    const good = readFileSync(path);
    const random = new RandomStream(2, 0, RandomPurpose.tales);
    for (let round = 0; round < 500; round++) {
      const bad = Buffer.from(good.subarray(0, 1 + random.integer(good.length)));
      bad[random.integer(Math.min(12, bad.length))] = random.integer(256);
      writeFileSync(path, bad);
      let received: number[] | null = null;
      try {
        received = [...openShard(path, 65_536).read(0, 9)];
      } catch (error) {
        expect(error).toMatchObject({ name: 'CraftError', code: 'data.damaged-shard' });
      }
      if (received !== null) expect(bad.equals(good)).toBe(true);
    }
  });
});

describe('tokens in memory', () => {
  test.each([Int32Array, Uint16Array, Uint32Array])('%o', (TypedArray) => {
    const source = arrayTokens(TypedArray.from([5, 6, 7, 8]));
    expect(source.length).toBe(4);
    expect(source.read(1, 2)).toEqual(Int32Array.from([6, 7]));
  });

  test('joined', async () => {
    const joined = joinedTokens([
      arrayTokens(Int32Array.from([1, 2])),
      arrayTokens(new Int32Array(0)),
      arrayTokens(Int32Array.from([3])),
    ]);
    expect([...joined.read(0, 3)]).toEqual([1, 2, 3]);
    expect([...joined.read(2, 1)]).toEqual([3]);
    expect(joined.read(3, 0)).toHaveLength(0);
    expect(await craftErrorOf(() => joined.read(2, 2))).toContain('data.out-of-range');
  });
});
