/** What a tensor in a safetensors file holds: one typed array; f16, bf16 and f8 as their raw bits. */
export type SafetensorsData =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

interface DTypeRecord {
  readonly bytes: number;
  readonly view: (buffer: ArrayBuffer) => SafetensorsData;
}

const bits8 = (buffer: ArrayBuffer) => new Uint8Array(buffer);
const bits16 = (buffer: ArrayBuffer) => new Uint16Array(buffer);

/** Every dtype of the format whose elements are whole bytes. */
export const safetensorsDTypes = {
  BOOL: { bytes: 1, view: bits8 },
  U8: { bytes: 1, view: bits8 },
  I8: { bytes: 1, view: (buffer) => new Int8Array(buffer) },
  F8_E5M2: { bytes: 1, view: bits8 },
  F8_E4M3: { bytes: 1, view: bits8 },
  U16: { bytes: 2, view: bits16 },
  I16: { bytes: 2, view: (buffer) => new Int16Array(buffer) },
  F16: { bytes: 2, view: bits16 },
  BF16: { bytes: 2, view: bits16 },
  U32: { bytes: 4, view: (buffer) => new Uint32Array(buffer) },
  I32: { bytes: 4, view: (buffer) => new Int32Array(buffer) },
  F32: { bytes: 4, view: (buffer) => new Float32Array(buffer) },
  U64: { bytes: 8, view: (buffer) => new BigUint64Array(buffer) },
  I64: { bytes: 8, view: (buffer) => new BigInt64Array(buffer) },
  F64: { bytes: 8, view: (buffer) => new Float64Array(buffer) },
} as const satisfies Readonly<Record<string, DTypeRecord>>;

/** Names of the dtypes, as a file's header spells them. */
export type SafetensorsDType = keyof typeof safetensorsDTypes;

export function isSafetensorsDType(name: string): name is SafetensorsDType {
  return Object.hasOwn(safetensorsDTypes, name);
}
