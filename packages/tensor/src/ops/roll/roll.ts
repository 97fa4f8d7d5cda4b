import { CraftError } from '../../errors.ts';
import { normalizeAxis } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input } from '../op.ts';
import { range } from '../slice/slice.ts';
import { stridedCopy, stridedCopyKernels } from '../stridedCopy/stridedCopy.ts';

interface RollAttributes {
  /** Non-negative. */
  readonly axis: number;
  /** From 0 to the axis' length. */
  readonly shift: number;
}

export const rollOp = defineOp<RollAttributes>({
  name: 'roll',
  halves: true,
  kernels: stridedCopyKernels,
  outputs: (specs) => [input(specs, 0)],
  forward: ({ inputs, outputs, attributes: { axis, shift } }) =>
    copyRolled(input(inputs, 0), input(outputs, 0), axis, shift),
  backward: ({ attributes: { axis, shift } }, gradient) => {
    const result = emptyTensor(gradient.shape, gradient.dtype, gradient.device);
    copyRolled(gradient, result, axis, (gradient.shape[axis] ?? 0) - shift);
    return [result];
  },
  flops: () => 0,
});

/** Two blocks change places: what lies before position `length − shift`, and what lies behind. */
function copyRolled(x: Tensor, out: Tensor, axis: number, shift: number): void {
  const { shape } = x;
  const length = shape[axis] ?? 0;
  const block = (from: number, to: number, count: number): void => {
    const part = shape.map((one, i) => (i === axis ? count : one));
    stridedCopy(x, range(shape, axis, from), out, range(shape, axis, to), part);
  };
  block(0, shift, length - shift);
  block(length - shift, 0, shift);
}

/**
 * Moves elements along an axis by `shift` positions (backwards where it is negative); what falls off one end
 * comes in at the other. Lists roll several axes. A copy; any dtype. Throws `shape.axis` and `shape.roll`.
 */
export function roll(x: Tensor, shift: number | readonly number[], axis: number | readonly number[]): Tensor {
  const shifts = typeof shift === 'number' ? [shift] : shift;
  const axes = typeof axis === 'number' ? [axis] : axis;
  if (shifts.length !== axes.length || axes.length === 0 || !shifts.every(Number.isInteger)) {
    throw new CraftError(
      'shape.roll',
      `roll: expected a whole number per axis but received shifts [${shifts.join(', ')}] for axes [${axes.join(', ')}]`,
    );
  }
  return axes.reduce((rolled, one, i) => {
    const normal = normalizeAxis('roll', one, x.rank);
    const length = x.shape[normal] ?? 0;
    const by = length === 0 ? 0 : (((shifts[i] ?? 0) % length) + length) % length;
    return apply(rollOp, [rolled], { axis: normal, shift: by });
  }, x);
}
