import type { Tensor } from '../../src/index.ts';
import type { ConformanceCase } from './conformanceCase.ts';

/** One step in f64: sums of the input's and of the state's part per gate and unit → the new states. */
type Cell = (
  x: (gate: number) => number,
  h: (gate: number) => number,
  states: readonly number[],
) => readonly number[];

interface Layer {
  readonly op: 'lstm' | 'gru';
  readonly gates: number;
  /** States per unit, the output first. */
  readonly states: number;
  readonly cell: Cell;
  /** Output and last states in one tensor, [B, T + states, H]. */
  readonly run: (
    x: Tensor,
    weights: readonly [Tensor, Tensor],
    biases: readonly Tensor[],
    states: readonly Tensor[],
  ) => Tensor;
}

type Sizes = readonly [batch: number, steps: number, width: number, hidden: number];

function recurrentCase(
  layer: Layer,
  [batch, steps, width, hidden]: Sizes,
  { bias = true, state = true }: { readonly bias?: boolean; readonly state?: boolean } = {},
): ConformanceCase {
  const rows = layer.gates * hidden;
  const firstState = bias ? 5 : 3;
  const shape = [batch, steps + layer.states, hidden];
  const small = [-1, 1] as const;
  return {
    op: layer.op,
    name: `[${batch}, ${steps}, ${width}] to ${hidden}${bias ? '' : ', no bias'}${state ? '' : ', from zeros'}`,
    inputs: [
      { shape: [batch, steps, width] },
      { shape: [rows, width], range: small },
      { shape: [rows, hidden], range: small },
      ...(bias ? [{ shape: [rows] }, { shape: [rows] }] : []),
      ...Array.from({ length: state ? layer.states : 0 }, () => ({ shape: [batch, hidden] })),
    ],
    run: ([x, weightIh, weightHh, ...rest]) =>
      layer.run(x, [weightIh, weightHh], rest.slice(0, firstState - 3), rest.slice(firstState - 3)),
    reference: (inputs) => {
      const [x, weightIh, weightHh] = inputs;
      const sum = (
        weight: Float64Array,
        row: number,
        n: number,
        at: (i: number) => number,
        added: number,
      ) => {
        let total = bias ? (inputs[added]?.[row] ?? NaN) : 0;
        for (let i = 0; i < n; i++) total += (weight[row * n + i] ?? NaN) * at(i);
        return total;
      };
      const out = new Float64Array(batch * (steps + layer.states) * hidden);
      for (let b = 0; b < batch; b++) {
        const zeros = new Float64Array(batch * hidden);
        let states = Array.from({ length: layer.states }, (_, s) =>
          (state ? (inputs[firstState + s] ?? zeros) : zeros).slice(b * hidden, (b + 1) * hidden),
        );
        const put = (row: number, values: Float64Array) =>
          out.set(values, (b * (steps + layer.states) + row) * hidden);
        for (let t = 0; t < steps; t++) {
          const [h = zeros] = states;
          const next = states.map(() => new Float64Array(hidden));
          for (let j = 0; j < hidden; j++) {
            const found = layer.cell(
              (gate) =>
                sum(weightIh, gate * hidden + j, width, (i) => x[(b * steps + t) * width + i] ?? NaN, 3),
              (gate) => sum(weightHh, gate * hidden + j, hidden, (i) => h[i] ?? NaN, 4),
              states.map((own) => own[j] ?? NaN),
            );
            next.forEach((own, s) => (own[j] = found[s] ?? NaN));
          }
          states = next;
          put(t, next[0] ?? zeros);
        }
        states.forEach((own, s) => put(steps + s, own));
      }
      return out;
    },
    shape,
    tolerance: { absolute: 4e-6, relative: 4e-6 },
    // Gradients of weights are sums over sequences and steps.
    gradientTolerance: { absolute: 2e-5 * Math.max(1, (batch * steps) / 100), relative: 2e-5 },
  };
}

/** Odd and empty sizes, several tasks of sequences, one step, many steps. */
export function recurrentCases(layer: Layer): ConformanceCase[] {
  return [
    recurrentCase(layer, [2, 3, 2, 3]),
    recurrentCase(layer, [5, 4, 3, 4]),
    recurrentCase(layer, [2, 5, 3, 2], { bias: false, state: false }),
    recurrentCase(layer, [1, 1, 1, 1]),
    recurrentCase(layer, [3, 1, 4, 9], { state: false }),
    recurrentCase(layer, [1, 7, 5, 8], { bias: false }),
    recurrentCase(layer, [37, 2, 3, 5]),
    recurrentCase(layer, [67, 2, 2, 3], { state: false }),
    recurrentCase(layer, [2, 40, 3, 19]),
    recurrentCase(layer, [0, 3, 2, 4]),
    recurrentCase(layer, [2, 3, 2, 0]),
    recurrentCase(layer, [2, 3, 0, 4]),
  ];
}
