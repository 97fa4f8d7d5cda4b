import { dropout, where, type Scalar, type Tensor } from '../../src/index.ts';

/** Whole numbers below `below`, the same for the same seed (a linear congruential generator). */
export function drawer(seed: number): (below: number) => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const unary: readonly ((x: Tensor) => Tensor)[] = [
  (x) => x.neg(),
  (x) => x.square(),
  (x) => x.tanh(),
  (x) => x.sigmoid(),
  (x) => x.gelu(),
  (x) => x.silu(),
  (x) => x.relu(),
  (x) => x.abs(),
  (x) => x.sin(),
  (x) => x.exp().clamp(0.1, 10),
  (x) => x.mul(0.7),
  (x) => x.add(0.3),
  (x) => x.sub(1.5),
  (x) => x.clamp(-1, 1),
  (x) => x.square().add(0.5).sqrt(),
];

const binary: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.sub(b),
  (a, b) => a.mul(b),
  (a, b) => a.maximum(b),
  (a, b) => a.minimum(b),
  (a, b) => a.div(b.square().add(1)),
  (a, b) => where(a.lt(b), a, b.mul(0.5)),
  (a, b) => where(a.gt(0), a, b),
  (a, b) => a.mul(b.gt(0).to('f32')),
  // What rounding leaves of it, which an optimizer would take for b.
  (a, b) => a.add(b).sub(a),
];

/**
 * A graph of elementwise operations drawn from a seed, over leaves that broadcast with the first one. Gives one result
 * of the first one's shape, and some of what is in between.
 */
export function randomGraph(
  seed: number,
  size: number,
  factor: Scalar,
): (leaves: readonly Tensor[]) => { result: Tensor; between: Tensor[] } {
  return (leaves) => {
    const draw = drawer(seed);
    const [first] = leaves;
    if (!first) throw new Error('a graph needs leaves');
    const values: Tensor[] = [...leaves];
    const pick = () => values[Math.max(0, values.length - 1 - draw(6))] ?? first;
    const between: Tensor[] = [];
    for (let i = 0; i < size; i++) {
      const kind = draw(8);
      const a = pick();
      let value: Tensor;
      if (kind < 3) value = (unary[draw(unary.length)] as (x: Tensor) => Tensor)(a);
      else if (kind === 3) value = a.mul(factor);
      else if (kind === 4 && draw(3) === 0) value = dropout(a, 0.3);
      else if (kind === 5) value = a.reshape([a.size]).mul(1.25).reshape(a.shape);
      else value = (binary[draw(binary.length)] as (x: Tensor, y: Tensor) => Tensor)(a, pick());
      values.push(value);
      if (draw(7) === 0) between.push(value);
    }
    const result = values.slice(-3).reduce((sum, value) => sum.add(value), first);
    return { result, between };
  };
}
