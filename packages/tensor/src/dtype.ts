/**
 * Element types of a tensor. All are four bytes wide on a device: a bool is the word 1 or 0, so that masks
 * and indices go through the same kernels.
 */
export type DType = 'f32' | 'i32' | 'u32' | 'bool';

/** The host array that holds a dtype's values; a bool's are 1 and 0. */
export type HostArray =
  Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Any view of host numbers that can be copied into a tensor; Uint8Array is for bool, where not 0 is true. */
export type HostValues = Float32Array | Int32Array | Uint32Array | Uint8Array;

export const bytesPerElement = 4;

/** A device's bytes as host values. */
export function hostArray(dtype: DType, bytes: ArrayBuffer): HostArray {
  switch (dtype) {
    case 'f32':
      return new Float32Array(bytes);
    case 'i32':
      return new Int32Array(bytes);
    case 'u32':
      return new Uint32Array(bytes);
    case 'bool':
      return Uint8Array.from(new Uint32Array(bytes));
  }
}

/** Host values as a device's bytes. */
export function deviceBytes(values: HostValues): Uint8Array {
  if (!(values instanceof Uint8Array)) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  return new Uint8Array(Uint32Array.from(values, (value) => (value === 0 ? 0 : 1)).buffer);
}

/** Numbers as host values of a dtype, as typed arrays convert them; for bool, all but 0 is true. */
export function hostValues(dtype: DType, values: ArrayLike<number>): HostArray {
  switch (dtype) {
    case 'f32':
      return Float32Array.from(values);
    case 'i32':
      return Int32Array.from(values);
    case 'u32':
      return Uint32Array.from(values);
    case 'bool':
      return Uint8Array.from(values, (value) => (value === 0 ? 0 : 1));
  }
}

/** The dtype a typed array holds. */
export function dtypeOf(values: HostValues): DType {
  if (values instanceof Float32Array) return 'f32';
  if (values instanceof Uint8Array) return 'bool';
  return values instanceof Int32Array ? 'i32' : 'u32';
}
