import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { applyView, defineViewOp, input } from '../op.ts';

export const reshapeOp = defineViewOp<{ readonly shape: Shape }>({
  name: 'reshape',
  shape: (spec, { shape }) => {
    if (sizeOf(shape) !== sizeOf(spec.shape)) {
      throw new CraftError(
        'shape.reshape',
        `reshape: ${formatShape(spec.shape)} has ${sizeOf(spec.shape)} elements but ${formatShape(shape)} has ${sizeOf(shape)}`,
      );
    }
    return shape;
  },
  backward: ({ inputs }, gradient) => [gradient.alias(input(inputs, 0).shape)],
});

/**
 * The same values under another shape, `x.reshape(2, -1)` or `x.reshape([2, -1])`; a view, no copy. One
 * axis may be −1 and is then worked out. Any dtype. Throws `shape.reshape`.
 */
export function reshape(x: Tensor, ...lengths: number[] | [Shape]): Tensor {
  const shape = lengths.flat();
  const free = shape.indexOf(-1);
  if (free < 0) return applyView(reshapeOp, x, { shape });
  const rest = sizeOf(shape.filter((_, axis) => axis !== free));
  const length = rest === 0 ? 0 : x.size / rest;
  if (!Number.isInteger(length) || shape.lastIndexOf(-1) !== free) {
    throw new CraftError(
      'shape.reshape',
      `reshape: ${formatShape(x.shape)} does not fit ${formatShape(shape)}: expected one -1 and ${x.size} elements divisible by ${rest}`,
    );
  }
  return applyView(reshapeOp, x, { shape: shape.map((one) => (one === -1 ? length : one)) });
}
