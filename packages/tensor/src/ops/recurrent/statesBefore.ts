import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { contiguousStrides, stridedCopy } from '../stridedCopy/stridedCopy.ts';

/** The states before each step: `initial` [B, …], then `states` [B, T, …] one step earlier. */
export function statesBefore(states: Tensor, initial: Tensor): Tensor {
  const [batch = 0, steps = 0, ...step] = states.shape;
  const width = sizeOf(step);
  const before = emptyTensor(states.shape, 'f32', states.device);
  const shape = [batch, steps, width];
  const strides = contiguousStrides(shape);
  stridedCopy(initial, { offset: 0, strides: [width, width, 1] }, before, { offset: 0, strides }, [
    batch,
    1,
    width,
  ]);
  stridedCopy(states, { offset: 0, strides }, before, { offset: width, strides }, [batch, steps - 1, width]);
  return before;
}
