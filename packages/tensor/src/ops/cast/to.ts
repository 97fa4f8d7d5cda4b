import type { DType } from '../../dtype.ts';
import type { Tensor } from '../../tensor.ts';
import { cast } from './cast.ts';

/** `cast` as it reads in a chain: `x.gt(0).to('f32')`. */
export function to(x: Tensor, dtype: DType): Tensor {
  return cast(x, dtype);
}
