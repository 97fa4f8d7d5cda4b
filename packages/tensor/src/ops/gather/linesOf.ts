import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf, type Shape } from '../../shape.ts';
import { expectDType, type TensorSpec } from '../op.ts';
import type { Lines } from './gatherTo.ts';

/** x and `picks` positions along an axis, as lines. */
export function linesOf(shape: Shape, axis: number, picks: number): Lines {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis] ?? 1,
    picks,
    inner: sizeOf(shape.slice(axis + 1)),
  };
}

/** Throws unless index is i32 and has x's shape, but for the length of the axis. */
export function expectIndex(op: string, x: TensorSpec, index: TensorSpec, axis: number): void {
  expectDType(op, 'index', index, 'i32');
  const alike =
    index.shape.length === x.shape.length &&
    index.shape.every((length, i) => i === axis || length === x.shape[i]);
  if (!alike) {
    throw new CraftError(
      'shape.mismatch',
      `${op}: expected an index of x's shape ${formatShape(x.shape)} but for axis ${axis} and received ${formatShape(index.shape)}`,
    );
  }
  expectPositions(op, x, axis, sizeOf(index.shape));
}

/** Throws where something is to be taken from an axis without positions. */
export function expectPositions(op: string, x: TensorSpec, axis: number, picks: number): void {
  if (x.shape[axis] === 0 && picks > 0) {
    throw new CraftError(
      'shape.empty',
      `${op}: expected at least one position along axis ${axis} but received x of shape ${formatShape(x.shape)}`,
    );
  }
}
