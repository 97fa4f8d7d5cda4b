import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors, readSafetensorsHeader } from '../../src/safetensors/readSafetensors.ts';
import { writeSafetensors, type TensorToWrite } from '../../src/safetensors/writeSafetensors.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** A file with this header, byte for byte, and these many bytes after it. */
function fileWith(header: string | Uint8Array, dataBytes = 0, length?: bigint): string {
  const bytes = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + bytes.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(bytes.length), true);
  file.set(bytes, 8);
  const path = join(temporaryFolder(), 'weights.safetensors');
  writeFileSync(path, file);
  return path;
}

async function refusal(path: string): Promise<string> {
  return errorOf(() => readSafetensors(path), path);
}

const tensorOf = (dtype: string, shape: string, offsets: string) =>
  `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

describe('a file that was written', () => {
  const tensors = new Map<string, TensorToWrite>([
    ['matrix', { dtype: 'F32', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0) }],
    ['scalar', { dtype: 'I32', shape: [], data: Int32Array.of(-7) }],
    ['empty', { dtype: 'U32', shape: [3, 0], data: new Uint32Array() }],
    ['double', { dtype: 'F64', shape: [1], data: Float64Array.of(Math.PI) }],
    ['big', { dtype: 'U64', shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) }],
    ['__proto__', { dtype: 'U8', shape: [1], data: Uint8Array.of(9) }],
    ['0', { dtype: 'F16', shape: [1], data: Uint16Array.of(0x3c00) }],
    ['Größe "x"\n', { dtype: 'I8', shape: [1], data: async () => Int8Array.of(-1) }],
  ]);

  test('reads back, value for value', async () => {
    const path = join(temporaryFolder(), 'a.safetensors');
    await writeSafetensors(path, tensors, { metadata: { format: 'pt' } });
    const { tensors: read, metadata } = await readSafetensors(path);
    expect([...read.keys()]).toEqual([
      'big',
      'double',
      'empty',
      'matrix',
      'scalar',
      '0',
      'Größe "x"\n',
      '__proto__',
    ]);
    expect(metadata).toEqual(new Map([['format', 'pt']]));
    for (const [name, { dtype, shape, data }] of tensors) {
      const values = typeof data === 'function' ? await data() : data;
      expect(read.get(name)).toEqual({ dtype, shape, data: values });
    }
  });

  test('has the same bytes for the same tensors, whatever their order', async () => {
    const folder = temporaryFolder();
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    const first = await writeSafetensors(a, tensors);
    const second = await writeSafetensors(b, new Map([...tensors].reverse()));
    expect(second).toEqual(first);
    expect(readFileSync(b).equals(readFileSync(a))).toBe(true);
    expect(first.bytes).toBe(readFileSync(a).length);
  });

  test('begins its tensors at a multiple of 8', async () => {
    const path = join(temporaryFolder(), 'a');
    await writeSafetensors(path, tensors);
    expect(readFileSync(path).readBigUInt64LE() % 8n).toBe(0n);
  });

  test('may hold no tensor at all', async () => {
    const path = join(temporaryFolder(), 'a');
    await writeSafetensors(path, new Map());
    expect((await readSafetensors(path)).tensors.size).toBe(0);
  });

  test('refuses values that do not fill their shape, and the reserved name', async () => {
    const path = join(temporaryFolder(), 'a');
    const wrong = { dtype: 'F32', shape: [3], data: Float32Array.of(1) } as const;
    expect(await errorOf(() => writeSafetensors(path, new Map([['w', wrong]])), path)).toMatchInlineSnapshot(`
      "safetensors.size
      <folder>: tensor "w": F32 [3] needs 12 bytes but received 4"
    `);
    expect(await errorOf(() => writeSafetensors(path, new Map([['__metadata__', wrong]])), path))
      .toMatchInlineSnapshot(`
      "safetensors.name
      safetensors: expected another name for a tensor than the reserved "__metadata__""
    `);
  });
});

test("what the format's own documentation shows reads as it says", async () => {
  const header = '{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}      ';
  const path = fileWith(header, 16);
  expect(await readSafetensorsHeader(path)).toEqual({
    entries: [{ name: 'test', dtype: 'I32', shape: [2, 2], begin: 0, end: 16 }],
    metadata: new Map(),
  });
});

test('zero-size and scalar tensors pass, also beside others', async () => {
  const header =
    '{"z":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}';
  const { tensors } = await readSafetensors(fileWith(header, 4));
  expect([...tensors].map(([name, { shape, data }]) => [name, shape, data.length])).toEqual([
    ['y', [0], 0],
    ['s', [], 1],
    ['z', [0, 5], 0],
  ]);
});

describe('what is malformed is refused in one sentence', () => {
  test('no such file', async () => {
    expect(await refusal(join(temporaryFolder(), 'none'))).toMatchInlineSnapshot(`
      "safetensors.missing
      <folder>: the file does not exist"
    `);
  });

  test('shorter than 8 bytes', async () => {
    const path = join(temporaryFolder(), 'a');
    writeFileSync(path, 'abc');
    expect(await refusal(path)).toMatchInlineSnapshot(`
      "safetensors.too-short
      <folder>: expected a safetensors file of at least 8 bytes but received 3"
    `);
    writeFileSync(path, '');
    expect(await refusal(path)).toMatchInlineSnapshot(`
      "safetensors.too-short
      <folder>: expected a safetensors file of at least 8 bytes but received 0"
    `);
  });

  test('a header longer than the file', async () => {
    expect(await refusal(fileWith('{}', 0, 3n))).toMatchInlineSnapshot(`
      "safetensors.header-length
      <folder>: the header should have 3 bytes but the file has 2 after its length
      → The file was probably cut off."
    `);
  });

  test('a header of 2^63 bytes, or more than 100 MB', async () => {
    expect(await refusal(fileWith('{}', 0, 2n ** 63n))).toMatchInlineSnapshot(`
      "safetensors.header-too-large
      <folder>: expected a header of at most 100000000 bytes but received 9223372036854775808
      → This is probably not a safetensors file."
    `);
    expect(await refusal(fileWith('{}', 0, 100_000_001n))).toMatchInlineSnapshot(`
      "safetensors.header-too-large
      <folder>: expected a header of at most 100000000 bytes but received 100000001
      → This is probably not a safetensors file."
    `);
  });

  test('bad UTF-8', async () => {
    expect(await refusal(fileWith(Uint8Array.of(0x7b, 0xff, 0x7d)))).toMatchInlineSnapshot(`
      "safetensors.utf8
      <folder>: the header is not valid UTF-8"
    `);
  });

  test('a byte-order mark, or no object', async () => {
    expect(await refusal(fileWith('\ufeff{}'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header: expected it to start with "{" but received U+FEFF"
    `);
    expect(await refusal(fileWith('[]'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header: expected it to start with "{" but received "[""
    `);
    expect(await refusal(fileWith(''))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header: expected it to start with "{" but received nothing"
    `);
  });

  test('JSON that is none', async () => {
    expect(await refusal(fileWith('{"a":'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header, character 5: expected a JSON value but received the end"
    `);
    expect(await refusal(fileWith('{"a" 1}'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header, character 5: expected ":" but received "1}""
    `);
    expect(await refusal(fileWith('{} x'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header, character 3: expected the end but received "x""
    `);
    expect(await refusal(fileWith('{"\\x":1}'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header, character 1: an escape or control character in a string that JSON does not have"
    `);
    expect(await refusal(fileWith('{"\\ud800":1}'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header, character 1: a lone surrogate in a string"
    `);
    expect(await refusal(fileWith(`{"a":${'['.repeat(100_000)}`))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: the header, character 69: nested deeper than 64"
    `);
  });

  test('a key that stands twice', async () => {
    const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
    expect(await refusal(fileWith(`{"a":${entry},"a":${entry}}`, 4))).toMatchInlineSnapshot(`
      "safetensors.duplicate
      <folder>: the header, character 54: the key "a" stands twice"
    `);
    expect(await refusal(fileWith(`{"a":{"dtype":"F32","dtype":"I32"}}`))).toMatchInlineSnapshot(`
      "safetensors.duplicate
      <folder>: the header, character 20: the key "dtype" stands twice"
    `);
  });

  test('metadata that is not text', async () => {
    expect(await refusal(fileWith('{"__metadata__":{"a":1}}'))).toMatchInlineSnapshot(`
      "safetensors.metadata
      <folder>: __metadata__: expected a string under "a""
    `);
    expect(await refusal(fileWith('{"__metadata__":[]}'))).toMatchInlineSnapshot(`
      "safetensors.metadata
      <folder>: __metadata__: expected an object of strings"
    `);
  });

  test('a tensor that is not described', async () => {
    expect(await refusal(fileWith('{"a":1}'))).toMatchInlineSnapshot(`
      "safetensors.json
      <folder>: tensor "a": expected an object with dtype, shape and data_offsets"
    `);
    expect(await refusal(fileWith('{"a":{"dtype":"F32"}}'))).toMatchInlineSnapshot(`
      "safetensors.dimension
      <folder>: tensor "a": shape: expected a list of whole numbers"
    `);
  });

  test('an unknown dtype', async () => {
    expect(await refusal(fileWith(tensorOf('F33', '[1]', '[0,4]'), 4))).toMatchInlineSnapshot(`
      "safetensors.dtype
      <folder>: tensor "a": expected the name of a dtype but received "F33"
      → Known: BOOL, U8, I8, F8_E5M2, F8_E4M3, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64."
    `);
    expect(await refusal(fileWith('{"a":{"dtype":1,"shape":[],"data_offsets":[0,4]}}', 4)))
      .toMatchInlineSnapshot(`
        "safetensors.dtype
        <folder>: tensor "a": expected the name of a dtype but received no text
        → Known: BOOL, U8, I8, F8_E5M2, F8_E4M3, U16, I16, F16, BF16, U32, I32, F32, U64, I64, F64."
      `);
  });

  test('negative, fractional or other dimensions', async () => {
    expect(await refusal(fileWith(tensorOf('F32', '[-1]', '[0,4]'), 4))).toMatchInlineSnapshot(`
      "safetensors.dimension
      <folder>: tensor "a": shape: expected whole numbers from 0 up but received -1"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1.5]', '[0,4]'), 4))).toMatchInlineSnapshot(`
      "safetensors.dimension
      <folder>: tensor "a": shape: expected whole numbers from 0 up but received 1.5"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1e0]', '[0,4]'), 4))).toMatchInlineSnapshot(`
      "safetensors.dimension
      <folder>: tensor "a": shape: expected whole numbers from 0 up but received 1e0"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '["1"]', '[0,4]'), 4))).toMatchInlineSnapshot(`
      "safetensors.dimension
      <folder>: tensor "a": shape: expected whole numbers from 0 up but received string"
    `);
  });

  test('a product that overflows', async () => {
    const shape = '[4294967296,4294967296,4294967296]';
    expect(await refusal(fileWith(tensorOf('F32', shape, '[0,4]'), 4))).toMatchInlineSnapshot(`
      "safetensors.overflow
      <folder>: tensor "a": the product of its lengths [4294967296, 4294967296, 4294967296] does not fit into 64 bits"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[18446744073709551616]', '[0,4]'), 4)))
      .toMatchInlineSnapshot(`
      "safetensors.overflow
      <folder>: tensor "a": shape: 18446744073709551616 is too large"
    `);
  });

  test('a size that is not shape × dtype', async () => {
    expect(await refusal(fileWith(tensorOf('F32', '[2,2]', '[0,12]'), 12))).toMatchInlineSnapshot(`
      "safetensors.size
      <folder>: tensor "a": F32 [2, 2] needs 16 bytes but its offsets give 12"
    `);
  });

  test('reversed, missing or huge offsets', async () => {
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[4,0]'), 4))).toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "a": expected it to end at or after 4 but received 0"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[0]'), 4))).toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "a": data_offsets: expected two numbers but received 1"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[-4,0]'), 4))).toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "a": data_offsets: expected whole numbers from 0 up but received -4"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[9223372036854775808,9223372036854775812]'), 4)))
      .toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "a": data_offsets: 9223372036854775808 is too large"
    `);
  });

  test('offsets that overlap or leave a gap', async () => {
    const two = (begin: number) =>
      `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[${begin},${begin + 4}]}}`;
    expect(await refusal(fileWith(two(4), 8))).toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "b" overlaps the tensor before it: expected offset 8 but received 4"
    `);
    expect(await refusal(fileWith(two(12), 16))).toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "b" leaves a hole before it: expected offset 8 but received 12"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[4,8]'), 8))).toMatchInlineSnapshot(`
      "safetensors.offsets
      <folder>: tensor "a" leaves a hole before it: expected offset 0 but received 4"
    `);
  });

  test('bytes left over, or too few', async () => {
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[0,4]'), 5))).toMatchInlineSnapshot(`
      "safetensors.trailing
      <folder>: expected 4 bytes of tensors but received 5"
    `);
    expect(await refusal(fileWith(tensorOf('F32', '[1]', '[0,4]'), 3))).toMatchInlineSnapshot(`
      "safetensors.truncated
      <folder>: expected 4 bytes of tensors but received 3
      → The file was probably cut off."
    `);
  });
});
