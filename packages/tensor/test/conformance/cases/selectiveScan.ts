import { concat, selectiveScan } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

type Sizes = readonly [batch: number, steps: number, width: number, count: number];

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Output and last state in one tensor, [B, T + N, D]. */
function scanCase(
  [batch, steps, width, count]: Sizes,
  full = false,
  extra: Partial<ConformanceCase> = {},
): ConformanceCase {
  const rows = { shape: [batch, steps, width] };
  const projections = { shape: [batch, steps, count] };
  return {
    op: 'selectiveScan',
    name: `[${batch}, ${steps}, ${width}] with ${count} states${full ? ', d, z, bias and softplus' : ''}`,
    inputs: [
      rows,
      { ...rows, range: [0, 0.5] },
      { shape: [width, count], range: [-2, -0.1] },
      projections,
      projections,
      { shape: [batch, count, width] },
      ...(full ? [{ shape: [width] }, rows, { shape: [width] }] : []),
    ],
    run: ([u, delta, a, b, c, state, d, z, deltaBias]) => {
      const options = full ? { d, z, deltaBias: deltaBias ?? null, deltaSoftplus: true } : {};
      const found = selectiveScan(u, delta, a, b, c, { ...options, state });
      return concat([found.output, found.state], 1);
    },
    reference: (inputs) => {
      const value = (input: number, at: number) => inputs[input]?.[at] ?? NaN;
      const out = new Float64Array(batch * (steps + count) * width);
      for (let i = 0; i < batch; i++) {
        for (let d = 0; d < width; d++) {
          const h = Array.from({ length: count }, (_, n) => value(5, (i * count + n) * width + d));
          for (let t = 0; t < steps; t++) {
            const at = (i * steps + t) * width + d;
            const step = full ? softplus(value(1, at) + value(8, d)) : value(1, at);
            let y = full ? value(6, d) * value(0, at) : 0;
            for (let n = 0; n < count; n++) {
              const projection = (i * steps + t) * count + n;
              const decay = Math.exp(step * value(2, d * count + n));
              h[n] = decay * (h[n] ?? NaN) + step * value(3, projection) * value(0, at);
              y += (h[n] ?? NaN) * value(4, projection);
            }
            out[(i * (steps + count) + t) * width + d] = full ? y * value(7, at) * sigmoid(value(7, at)) : y;
          }
          h.forEach((own, n) => (out[(i * (steps + count) + steps + n) * width + d] = own));
        }
      }
      return out;
    },
    shape: [batch, steps + count, width],
    tolerance: { absolute: 1e-5, relative: 4e-6 },
    gradientTolerance: { absolute: 1e-5 * Math.max(4, Math.sqrt(batch * steps * width)), relative: 2e-5 },
    ...extra,
  };
}

export const cases: readonly ConformanceCase[] = [
  scanCase([2, 3, 4, 2]),
  scanCase([1, 1, 1, 1]),
  scanCase([3, 2, 5, 3]),
  // Steps around the chunks of 32 that backward goes through.
  scanCase([1, 35, 3, 2]),
  scanCase([1, 32, 2, 1]),
  scanCase([2, 70, 6, 3]),
  // Channels around the CPU's blocks of 64.
  scanCase([1, 3, 67, 2]),
  scanCase([2, 40, 130, 3]),
  scanCase([1, 4, 6, 19]),
  // More than 65,535 pairs of a step and a state.
  scanCase([1, 4100, 1, 16], false, { tolerance: 4e-5 }),
  scanCase([2, 4, 3, 2], true),
  scanCase([2, 5, 9, 4], true),
  scanCase([0, 3, 2, 2]),
  scanCase([2, 0, 3, 2]),
];
