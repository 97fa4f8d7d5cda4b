import { geglu, swiglu, type Tensor } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { erf } from '../erf.ts';
import { build } from '../references.ts';

/** Odd halves, empty ones, more than one workgroup of rows, long rows. */
const shapes = [[2], [3, 10], [2, 1, 14], [0, 4], [3, 0], [301, 6], [2, 2054]];

function gatedCases(name: string, run: (x: Tensor) => Tensor, activation: (x: number) => number) {
  return shapes.map((shape): ConformanceCase => {
    const half = (shape.at(-1) ?? 0) / 2;
    const out = [...shape.slice(0, -1), half];
    return {
      op: 'gated',
      name: `${name} [${shape.join(', ')}]`,
      inputs: [{ shape, range: [-6, 6] }],
      run: ([x]) => run(x),
      reference: ([x]) => {
        let at = -1;
        return build(out, () => {
          const i = Math.floor(++at / half) * 2 * half + (at % half);
          return activation(x[i] ?? NaN) * (x[i + half] ?? NaN);
        });
      },
      shape: out,
      tolerance: { absolute: 4e-6, relative: 4e-6 },
      gradientTolerance: { absolute: 2e-5, relative: 1e-5 },
    };
  });
}

export const cases: readonly ConformanceCase[] = [
  ...gatedCases('swiglu', swiglu, (x) => x / (1 + Math.exp(-x))),
  ...gatedCases('geglu', geglu, (x) => (x / 2) * (1 + erf(x / Math.SQRT2))),
  ...gatedCases(
    'tanh geglu',
    (x) => geglu(x, { approximate: 'tanh' }),
    (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  ),
];
