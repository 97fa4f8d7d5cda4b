import { CraftError } from '../../errors.ts';
import { formatShape, sameShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';
import { contiguousStrides, stridedCopy } from '../stridedCopy/stridedCopy.ts';

/**
 * The last K − 1 rows that a `causalConv1d` of `width` K has seen: those of x [B, T, C], and where it is
 * shorter, of `initialState` [B, K − 1, C] (default zeros) before it → [B, K − 1, C], the `initialState` of what
 * comes next. Outside autograd. Throws `causalConv1d.shape`.
 */
export function causalConv1dState(x: Tensor, width: number, initialState?: Tensor | null): Tensor {
  const [batch = 0, length = 0, columns = 0] = x.shape;
  const shape = [batch, width - 1, columns];
  if (x.rank !== 3 || !(width >= 1) || (initialState && !sameShape(initialState.shape, shape))) {
    throw new CraftError(
      'causalConv1d.shape',
      `causalConv1dState: expected x [B, T, C], a width ≥ 1 and an initialState ${formatShape(shape)} but received x ${formatShape(x.shape)}, width ${width}${initialState ? ` and ${formatShape(initialState.shape)}` : ''}`,
    );
  }
  const out = emptyTensor(shape, x.dtype, x.device);
  const fresh = Math.min(width - 1, length);
  const old = width - 1 - fresh;
  const strides = contiguousStrides(shape);
  const xStrides = contiguousStrides(x.shape);
  const from = { offset: (length - fresh) * columns, strides: xStrides };
  stridedCopy(x, from, out, { offset: old * columns, strides }, [batch, fresh, columns]);
  if (old === 0) return out;
  const before = initialState ?? filled(shape, 0, x.device, x.dtype);
  // Rows that have moved up by as many as are new.
  stridedCopy(before, { offset: fresh * columns, strides }, out, { offset: 0, strides }, [
    batch,
    old,
    columns,
  ]);
  if (before !== initialState) before.dispose();
  return out;
}
