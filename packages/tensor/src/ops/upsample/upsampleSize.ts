import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { perAxis, type PerAxis } from '../convolution/perAxis.ts';

/** The size of an enlarged (or reduced) image, or how many times the old one it is. */
export type UpsampleSize = { readonly size: PerAxis } | { readonly scaleFactor: PerAxis };

/** The size of the result. Throws `upsample.size` and `window.options`. */
export function upsampleSize(op: string, x: Tensor, wanted: UpsampleSize): readonly [number, number] {
  if ('size' in wanted) return perAxis(op, 'a size', wanted.size, 1);
  const { scaleFactor } = wanted;
  const [high, wide] = typeof scaleFactor === 'number' ? [scaleFactor, scaleFactor] : scaleFactor;
  const [height = 0, width = 0] = x.shape.slice(-2);
  const size = [Math.floor(height * high), Math.floor(width * wide)] as const;
  if (size.every((length) => length >= 1)) return size;
  throw new CraftError(
    'upsample.size',
    `${op}: expected a scaleFactor that leaves at least one element but received ${JSON.stringify(scaleFactor)} for ${height} × ${width}`,
  );
}
