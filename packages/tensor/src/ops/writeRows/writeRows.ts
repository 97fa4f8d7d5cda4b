import { isGradEnabled } from '../../autograd/graph.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { storageOnly } from '../op.ts';
import { range } from '../slice/slice.ts';
import { contiguousStrides, stridedCopy } from '../stridedCopy/stridedCopy.ts';

/**
 * Overwrites positions offset to offset + Tn − 1 of a cache [B, Tmax, C] with rows [B, Tn, C], in place:
 * what a key/value cache does with the keys of new tokens. Any dtype but f16, one for both. Not recorded for
 * backward: throws `autograd.inPlace` where it would have to be, and `shape.writeRows` where the rows do
 * not fit.
 */
export function writeRows(cache: Tensor, rows: Tensor, offset: number): void {
  if (rows.dtype === 'f16') throw storageOnly('writeRows', rows);
  const [batch, length = 0, width] = cache.shape;
  const [rowBatch, count = 0, rowWidth] = rows.shape;
  const fits =
    cache.rank === 3 &&
    rows.rank === 3 &&
    batch === rowBatch &&
    width === rowWidth &&
    cache.dtype === rows.dtype &&
    Number.isInteger(offset) &&
    offset >= 0 &&
    offset + count <= length;
  if (!fits) {
    throw new CraftError(
      'shape.writeRows',
      `writeRows: expected rows [B, Tn, C] that fit a cache [B, Tmax, C] but received ${rows.dtype} ${formatShape(rows.shape)} at ${offset} of ${cache.dtype} ${formatShape(cache.shape)}`,
    );
  }
  if (isGradEnabled() && (cache.requiresGrad || rows.requiresGrad)) {
    throw new CraftError('autograd.inPlace', 'writeRows: has no gradient, but its tensors require one', {
      hint: 'call it inside noGrad, or with detach()ed tensors',
    });
  }
  const from = { offset: 0, strides: contiguousStrides(rows.shape) };
  stridedCopy(rows, from, cache, range(cache.shape, 1, offset), rows.shape);
}
