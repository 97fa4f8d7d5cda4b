import { CraftError } from './errors.ts';

/** Sizes of the axes, outermost first. A scalar is `[]`. */
export type Shape = readonly number[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** `[4, 3]` for messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Length of an axis that is known to exist. */
export function axisLength(shape: Shape, axis: number): number {
  const length = shape[axis < 0 ? axis + shape.length : axis];
  if (length === undefined) {
    throw new CraftError(
      'shape.axis',
      `axis ${axis} does not exist in shape ${formatShape(shape)} of rank ${shape.length}`,
    );
  }
  return length;
}

/** Turns a possibly negative axis into 0…rank−1. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    throw new CraftError(
      'shape.axis',
      `${op}: expected an axis from ${-rank} to ${rank - 1} but received ${axis}`,
    );
  }
  return normal;
}

/** Throws unless every length is a non-negative integer. */
export function assertShape(op: string, shape: Shape): void {
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new CraftError(
        'shape.invalid',
        `${op}: expected non-negative whole numbers but received shape ${formatShape(shape)}`,
      );
    }
  }
}

/** The shape both broadcast to, by NumPy's rules. Throws naming both shapes where they do not. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let i = 0; i < rank; i++) {
    const la = a[i - rank + a.length] ?? 1;
    const lb = b[i - rank + b.length] ?? 1;
    if (la !== lb && la !== 1 && lb !== 1) {
      throw new CraftError(
        'shape.broadcast',
        `${op}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast (${la} ≠ ${lb} at axis ${i - rank})`,
      );
    }
    out.push(la === 1 ? lb : la);
  }
  return out;
}
