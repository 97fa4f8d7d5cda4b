import { CraftError } from '@craft/config';
import { isSafetensorsDType, safetensorsDTypes, type SafetensorsDType } from './dtypes.ts';
import { HeaderJsonError, HeaderNumber, parseHeaderJson, type HeaderJson } from './headerJson.ts';

/** Where one tensor lies in a file. Offsets count from the first byte after the header. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** What the header of a file says, checked. */
export interface SafetensorsHeader {
  /** In the order in which they lie in the file. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes of the number that says how long the header is. */
export const lengthBytes = 8;
const longestHeader = 100_000_000;
const u64Max = 2n ** 64n - 1n;

/**
 * Length of the header in bytes, from a file's first eight.
 *
 * @throws CraftError `safetensors.too-short`, `safetensors.header-too-large`, `safetensors.header-length`
 */
export function readHeaderLength(source: string, first: Uint8Array, fileBytes: number): number {
  if (fileBytes < lengthBytes || first.byteLength < lengthBytes) {
    throw new CraftError(
      `${source}: expected a safetensors file of at least ${lengthBytes} bytes but received ${fileBytes}`,
      { code: 'safetensors.too-short' },
    );
  }
  const length = new DataView(first.buffer, first.byteOffset, lengthBytes).getBigUint64(0, true);
  if (length > BigInt(longestHeader)) {
    throw new CraftError(
      `${source}: expected a header of at most ${longestHeader} bytes but received ${length}`,
      {
        code: 'safetensors.header-too-large',
        hint: 'This is probably not a safetensors file.',
      },
    );
  }
  if (Number(length) > fileBytes - lengthBytes) {
    throw new CraftError(
      `${source}: the header should have ${length} bytes but the file has ${fileBytes - lengthBytes} after its length`,
      { code: 'safetensors.header-length', hint: 'The file was probably cut off.' },
    );
  }
  return Number(length);
}

/**
 * Parses and checks a header as the reference implementation does (huggingface/safetensors, `tensor.rs`,
 * `Metadata::validate`): tensors lie one after the other from 0 to the end of the file, without holes,
 * overlaps or bytes left over, and each has exactly the bytes that its shape and dtype need.
 *
 * @throws CraftError with a code below `safetensors.`
 */
export function parseHeader(source: string, bytes: Uint8Array, dataBytes: number): SafetensorsHeader {
  const fail = failFor(source);
  const header = decodeJson(source, bytes);
  if (!(header instanceof Map)) throw fail('json', 'the header: expected an object');
  const metadata = new Map<string, string>();
  const entries: TensorEntry[] = [];
  for (const [name, value] of header) {
    if (name !== '__metadata__') entries.push(readEntry(fail, name, value));
    else readMetadata(fail, value, metadata);
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== position) {
      const how = begin < position ? 'overlaps the tensor before it' : 'leaves a hole before it';
      throw fail(
        'offsets',
        `tensor ${quote(name)} ${how}: expected offset ${position} but received ${begin}`,
      );
    }
    position = end;
  }
  if (position !== dataBytes) {
    const [code, hint] =
      position > dataBytes ? ['truncated', 'The file was probably cut off.'] : ['trailing', undefined];
    throw fail(code, `expected ${position} bytes of tensors but received ${dataBytes}`, hint);
  }
  return { entries, metadata };
}

type Fail = (code: string, message: string, hint?: string) => CraftError;

function failFor(source: string): Fail {
  return (code, message, hint) =>
    new CraftError(`${source}: ${message}`, { code: `safetensors.${code}`, hint });
}

function decodeJson(source: string, bytes: Uint8Array): HeaderJson {
  const fail = failFor(source);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fail('utf8', 'the header is not valid UTF-8');
  }
  if (!text.startsWith('{')) {
    throw fail('json', `the header: expected it to start with "{" but received ${visible(text.slice(0, 1))}`);
  }
  try {
    return parseHeaderJson(text);
  } catch (error) {
    if (!(error instanceof HeaderJsonError)) throw error;
    throw fail(
      error.duplicate === undefined ? 'json' : 'duplicate',
      `the header, character ${error.at}: ${error.message}`,
    );
  }
}

function readMetadata(fail: Fail, value: HeaderJson, into: Map<string, string>): void {
  if (!(value instanceof Map)) throw fail('metadata', '__metadata__: expected an object of strings');
  for (const [key, text] of value) {
    if (typeof text !== 'string')
      throw fail('metadata', `__metadata__: expected a string under ${quote(key)}`);
    into.set(key, text);
  }
}

function readEntry(fail: Fail, name: string, value: HeaderJson): TensorEntry {
  const what = `tensor ${quote(name)}`;
  if (!(value instanceof Map))
    throw fail('json', `${what}: expected an object with dtype, shape and data_offsets`);
  const dtype = value.get('dtype');
  if (typeof dtype !== 'string' || !isSafetensorsDType(dtype)) {
    const known = Object.keys(safetensorsDTypes).join(', ');
    const received = typeof dtype === 'string' ? quote(dtype) : 'no text';
    throw fail('dtype', `${what}: expected the name of a dtype but received ${received}`, `Known: ${known}.`);
  }
  const shape = wholeNumbers(fail, `${what}: shape`, value.get('shape'), 'dimension');
  const offsets = wholeNumbers(fail, `${what}: data_offsets`, value.get('data_offsets'), 'offsets');
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    throw fail('offsets', `${what}: data_offsets: expected two numbers but received ${offsets.length}`);
  }
  if (end < begin)
    throw fail('offsets', `${what}: expected it to end at or after ${begin} but received ${end}`);
  const needed = byteCount(fail, what, shape, safetensorsDTypes[dtype].bytes);
  if (BigInt(end - begin) !== needed) {
    throw fail(
      'size',
      `${what}: ${dtype} [${shape.join(', ')}] needs ${needed} bytes but its offsets give ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Numbers that are whole, not negative and exact in JavaScript. */
function wholeNumbers(fail: Fail, what: string, value: HeaderJson | undefined, code: string): number[] {
  if (!Array.isArray(value)) throw fail(code, `${what}: expected a list of whole numbers`);
  return value.map((item) => {
    if (!(item instanceof HeaderNumber) || !/^\d+$/.test(item.text)) {
      const received = item instanceof HeaderNumber ? item.text : typeof item;
      throw fail(code, `${what}: expected whole numbers from 0 up but received ${received}`);
    }
    const exact = BigInt(item.text);
    if (exact > BigInt(Number.MAX_SAFE_INTEGER)) {
      // Zero elements need no bytes, whatever the other lengths are, but no array can have such a shape.
      throw fail(
        exact > u64Max || code === 'dimension' ? 'overflow' : code,
        `${what}: ${item.text} is too large`,
      );
    }
    return Number(exact);
  });
}

function byteCount(fail: Fail, what: string, shape: readonly number[], bytes: number): bigint {
  let product = BigInt(bytes);
  for (const length of shape) {
    product *= BigInt(length);
    if (product > u64Max) {
      throw fail(
        'overflow',
        `${what}: the product of its lengths [${shape.join(', ')}] does not fit into 64 bits`,
      );
    }
  }
  return product;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** A character for a message, also one that cannot be seen. */
function visible(text: string): string {
  if (text === '') return 'nothing';
  return /^[!-~]$/.test(text)
    ? quote(text)
    : `U+${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
