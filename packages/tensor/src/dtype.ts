/** Element types of a tensor. All are four bytes wide. */
export type DType = 'f32' | 'i32' | 'u32';

/** The host array that holds a dtype's values. */
export type HostArray = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Any view of host numbers that can be copied into a tensor. */
export type HostValues = Float32Array | Int32Array | Uint32Array;

export const bytesPerElement = 4;

/** A host array of the dtype over the same bytes. */
export function hostArray(dtype: DType, buffer: ArrayBuffer): HostArray {
  switch (dtype) {
    case 'f32':
      return new Float32Array(buffer);
    case 'i32':
      return new Int32Array(buffer);
    case 'u32':
      return new Uint32Array(buffer);
  }
}

/** The dtype a typed array holds. */
export function dtypeOf(values: HostValues): DType {
  if (values instanceof Float32Array) return 'f32';
  return values instanceof Int32Array ? 'i32' : 'u32';
}
