import { CraftError } from '../../errors.ts';
import { formatShape, sameShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { expectDType, input, type TensorSpec } from '../op.ts';
import { reduceTo } from '../reduction/reduction.ts';
import { sumKernel } from '../sum/sum.ts';

/** The shape and dtype rule of a loss per element: x and targets of one shape, both f32. */
export function lossOutputs(
  op: string,
  specs: readonly TensorSpec[],
  reduction: Reduction,
): readonly TensorSpec[] {
  const [x, targets] = [input(specs, 0), input(specs, 1)];
  expectDType(op, 'x', x, 'f32');
  expectDType(op, 'targets', targets, 'f32');
  if (!sameShape(x.shape, targets.shape)) {
    throw new CraftError(
      'shape.mismatch',
      `${op}: expected x and targets of one shape but received ${formatShape(x.shape)} and ${formatShape(targets.shape)}`,
      { hint: 'expand() or reshape() one of them' },
    );
  }
  return [{ shape: reduction === 'none' ? x.shape : [], dtype: 'f32' }];
}

/** Has `write` fill in the losses per element, and puts them together in `out`; outside autograd. */
export function reduceLosses(
  x: Tensor,
  out: Tensor,
  reduction: Reduction,
  write: (losses: Tensor) => void,
): void {
  if (reduction === 'none') {
    write(out);
    return;
  }
  const losses = emptyTensor(x.shape, 'f32', x.device);
  write(losses);
  const extent = { outer: 1, reduce: x.size, inner: 1 };
  reduceTo(sumKernel, losses, out, extent, reduction === 'mean' ? 1 / x.size : 1);
  losses.dispose();
}

/** What the losses' gradients are multiplied by besides the gradient, and whether that is one for all. */
export function lossShare(x: TensorSpec, reduction: Reduction): { factor: number; single: number } {
  return {
    factor: reduction === 'mean' ? 1 / Math.max(1, sizeOf(x.shape)) : 1,
    single: reduction === 'none' ? 0 : 1,
  };
}
