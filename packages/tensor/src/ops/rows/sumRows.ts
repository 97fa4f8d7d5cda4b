import { axisLength } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { reduceTo } from '../reduction/reduction.ts';
import { sumKernel } from '../sum/sum.ts';

/** [n, C] → [C], outside autograd. */
export function sumRows(x: Tensor): Tensor {
  const columns = axisLength(x.shape, 1);
  const out = emptyTensor([columns], 'f32', x.device);
  reduceTo(sumKernel, x, out, { outer: 1, reduce: axisLength(x.shape, 0), inner: columns });
  return out;
}
