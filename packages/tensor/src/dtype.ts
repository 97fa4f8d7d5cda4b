import { halfBits, halfValues } from './halfBits.ts';

/**
 * Element types of a tensor. On a device all but f16 are four bytes wide: a bool is the word 1 or 0, so that masks
 * and indices go through the same kernels. f16 is two bytes wide, two to a word: matrix products and attention compute
 * with it, views and copies move it, and for all else it is cast to f32, as `autocast` does.
 */
export type DType = 'f32' | 'i32' | 'u32' | 'bool' | 'f16';

/** The host array that holds a dtype's values: a bool's are 1 and 0, an f16's are numbers in a Float32Array. */
export type HostArray =
  Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/**
 * Any view of host numbers that can be copied into a tensor. Uint8Array is for bool, where not 0 is true, and
 * Uint16Array for the bits of f16.
 */
export type HostValues = Float32Array | Int32Array | Uint32Array | Uint8Array | Uint16Array;

/** Four-byte words that `size` elements take on a device. */
export function wordsOf(dtype: DType, size: number): number {
  return dtype === 'f16' ? Math.ceil(size / 2) : size;
}

/** A device's words as host values. */
export function hostArray(dtype: DType, words: ArrayBuffer, size: number): HostArray {
  switch (dtype) {
    case 'f32':
      return new Float32Array(words);
    case 'i32':
      return new Int32Array(words);
    case 'u32':
      return new Uint32Array(words);
    case 'bool':
      return Uint8Array.from(new Uint32Array(words));
    case 'f16':
      return halfValues(new Uint16Array(words, 0, size));
  }
}

/** Host values as a device's bytes, in whole words. */
export function deviceBytes(values: HostValues): Uint8Array {
  if (values instanceof Uint8Array) {
    return new Uint8Array(Uint32Array.from(values, (value) => (value === 0 ? 0 : 1)).buffer);
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (bytes.length % 4 === 0) return bytes;
  const words = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  words.set(bytes);
  return words;
}

/**
 * Numbers as host values of a dtype, as typed arrays convert them; for bool, all but 0 is true, and f16 is rounded
 * to nearest. A Uint16Array holds the bits of f16.
 */
export function hostValues(dtype: DType, values: ArrayLike<number>): HostValues {
  const numbers = values instanceof Uint16Array ? halfValues(values) : values;
  switch (dtype) {
    case 'f32':
      return Float32Array.from(numbers);
    case 'i32':
      return Int32Array.from(numbers);
    case 'u32':
      return Uint32Array.from(numbers);
    case 'bool':
      return Uint8Array.from(numbers, (value) => (value === 0 ? 0 : 1));
    case 'f16':
      return halfBits(numbers);
  }
}

/** The dtype a typed array holds. */
export function dtypeOf(values: HostValues): DType {
  if (values instanceof Float32Array) return 'f32';
  if (values instanceof Uint8Array) return 'bool';
  if (values instanceof Uint16Array) return 'f16';
  return values instanceof Int32Array ? 'i32' : 'u32';
}
