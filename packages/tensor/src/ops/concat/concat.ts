import { CraftError } from '../../errors.ts';
import { formatShape, normalizeAxis } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input, type TensorSpec } from '../op.ts';
import { range } from '../slice/slice.ts';
import { stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';

interface ConcatAttributes {
  /** Non-negative. */
  readonly axis: number;
}

export const concatOp = defineOp<ConcatAttributes>({
  name: 'concat',
  halves: true,
  kernels: stridedCopyKernels,
  outputs: (specs, { axis }) => {
    const first = input(specs, 0);
    for (const spec of specs) assertFits(first, spec, axis);
    const total = specs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    return [{ shape: first.shape.map((length, i) => (i === axis ? total : length)), dtype: first.dtype }];
  },
  forward: ({ inputs, outputs, attributes: { axis } }) => {
    const out = input(outputs, 0);
    let start = 0;
    for (const x of inputs) {
      stridedCopy(x, range(x.shape, axis, 0), out, range(out.shape, axis, start), x.shape);
      start += x.shape[axis] ?? 0;
    }
  },
  backward: ({ inputs, needs, attributes: { axis } }, gradient) => {
    let start = 0;
    return inputs.map(({ shape }, i) => {
      const from = range(gradient.shape, axis, start);
      start += shape[axis] ?? 0;
      if (!needs[i]) return null;
      const part = emptyTensor(shape, gradient.dtype, gradient.device);
      stridedCopy(gradient, from, part, range(shape, axis, 0), shape);
      return part;
    });
  },
  flops: () => 0,
});

function assertFits(first: TensorSpec, spec: TensorSpec, axis: number): void {
  const alike =
    spec.dtype === first.dtype &&
    spec.shape.length === first.shape.length &&
    spec.shape.every((length, i) => i === axis || length === first.shape[i]);
  if (alike) return;
  throw new CraftError(
    'shape.concat',
    `concat: expected tensors that are alike but for axis ${axis} but received ${first.dtype} ${formatShape(first.shape)} and ${spec.dtype} ${formatShape(spec.shape)}`,
  );
}

/**
 * Joins tensors along an axis (default the first); their other axes and dtypes are alike. A copy; any
 * dtype. Throws `shape.concat`.
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const first = tensors[0];
  if (!first) throw new CraftError('shape.concat', 'concat: expected at least one tensor but received none');
  return apply(concatOp, tensors, { axis: normalizeAxis('concat', axis, first.rank) });
}
