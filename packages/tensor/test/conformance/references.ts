/** Plain f64 loops that the cases' references are made of. */
import type { Shape } from '../../src/index.ts';
import { elements } from './caseValues.ts';

type Reference = (inputs: readonly Float64Array[]) => Float64Array;

/** f of every element. */
export function mapped(f: (x: number) => number): Reference {
  return ([x]) => Float64Array.from(x ?? [], f);
}

/** f of the inputs' elements, which broadcast to `out` by NumPy's rules. */
export function broadcast(
  shapes: readonly Shape[],
  out: Shape,
  f: (...values: number[]) => number,
): Reference {
  return (inputs) =>
    build(out, (index) =>
      f(...inputs.map((values, i) => values[broadcastIndex(index, shapes[i] ?? [])] ?? NaN)),
    );
}

/** Reduces the sorted axes: f receives the values of a group in row-major order. */
export function reduced(shape: Shape, axes: readonly number[], f: (values: number[]) => number): Reference {
  let members: number[][] | undefined;
  return ([x]) => {
    members ??= groupMembers(shape, axes);
    return Float64Array.from(members, (group) => f(group.map((i) => x?.[i] ?? NaN)));
  };
}

/** The flat positions that go into each output. */
function groupMembers(shape: Shape, axes: readonly number[]): number[][] {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const groups = Array.from({ length: elements(kept) }, (): number[] => []);
  for (let i = 0; i < elements(shape); i++) groups[broadcastIndex(unravel(i, shape), kept)]?.push(i);
  return groups;
}

/** Each output element is one input element: `from` maps an output index to [input, index]. */
export function gathered(
  shapes: readonly Shape[],
  out: Shape,
  from: (index: readonly number[]) => readonly [number, readonly number[]],
): Reference {
  return (inputs) =>
    build(out, (index) => {
      const [i, at] = from(index);
      return inputs[i]?.[ravel(at, shapes[i] ?? [])] ?? NaN;
    });
}

/** An array in row-major order from a function of the index. */
export function build(shape: Shape, f: (index: readonly number[]) => number): Float64Array {
  return Float64Array.from({ length: elements(shape) }, (_, i) => f(unravel(i, shape)));
}

/** The index of a flat position. */
export function unravel(flat: number, shape: Shape): number[] {
  const index: number[] = [];
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

/** The flat position of an index. */
export function ravel(index: readonly number[], shape: Shape): number {
  return shape.reduce((flat, length, axis) => flat * length + (index[axis] ?? 0), 0);
}

function broadcastIndex(index: readonly number[], shape: Shape): number {
  const lead = index.length - shape.length;
  return ravel(
    shape.map((length, axis) => (length === 1 ? 0 : (index[axis + lead] ?? 0))),
    shape,
  );
}
