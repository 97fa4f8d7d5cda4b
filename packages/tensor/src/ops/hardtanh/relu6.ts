import type { Tensor } from '../../tensor.ts';
import { hardtanh } from './hardtanh.ts';

/** min(max(x, 0), 6) elementwise; the gradient at 0 and 6 is 0. f32. */
export function relu6(x: Tensor): Tensor {
  return hardtanh(x, 0, 6);
}
