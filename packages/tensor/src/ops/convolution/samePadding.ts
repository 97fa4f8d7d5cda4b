import { CraftError } from '../../errors.ts';
import type { Shape } from '../../shape.ts';
import { perAxis, type PerAxis } from './perAxis.ts';

/** Zeros around an image: a number for all sides, one per axis, or by what they are for. */
export type Padding = PerAxis | 'same' | 'valid';

/**
 * Zeros before and after along both axes. 'same' keeps an image's size; of an odd number, the extra zero
 * comes at the end. Throws `conv.padding` for 'same' with a stride.
 */
export function samePadding(
  op: string,
  padding: Padding,
  window: Shape,
  stride: readonly [number, number],
  dilation: readonly [number, number],
): readonly [readonly [number, number], readonly [number, number]] {
  if (padding !== 'same') {
    const [high, wide] = perAxis(op, 'a padding', padding === 'valid' ? 0 : padding, 0);
    return [
      [high, high],
      [wide, wide],
    ];
  }
  if (stride.some((step) => step !== 1)) {
    throw new CraftError(
      'conv.padding',
      `${op}: expected a stride of 1 for padding 'same' but received ${JSON.stringify(stride)}`,
    );
  }
  const around = (axis: 0 | 1) => {
    const total = dilation[axis] * ((window[axis] ?? 1) - 1);
    return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  };
  return [around(0), around(1)];
}
