import type { DType } from '../../dtype.ts';
import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';

/**
 * A number as a scalar tensor of the other operand's device and dtype, made without an upload; tensors pass
 * through. Throws `dtype.value` for a number that the dtype does not hold.
 */
export function scalarOperand(
  op: string,
  like: Tensor,
  value: Tensor | number,
  // A number next to f16 stays as exact as f32 has it.
  dtype: DType = like.dtype === 'f16' ? 'f32' : like.dtype,
): Tensor {
  if (typeof value !== 'number') return value;
  assertHolds(op, dtype, value);
  return filled([], value, like.device, dtype);
}

/** Throws `dtype.value` unless the dtype holds the number; f32 holds all of them, rounded. */
export function assertHolds(op: string, dtype: DType, value: number): void {
  if (!holds(dtype, value)) {
    throw new CraftError(
      'dtype.value',
      `${op}: expected a number that ${dtype} holds but received ${value}`,
      {
        hint: `cast the tensor first: x.to('f32')`,
      },
    );
  }
}

function holds(dtype: DType, value: number): boolean {
  switch (dtype) {
    case 'f32':
    case 'f16':
      return true;
    case 'i32':
      return value === (value | 0);
    case 'u32':
      return value === value >>> 0;
    case 'bool':
      return value === 0 || value === 1;
  }
}
