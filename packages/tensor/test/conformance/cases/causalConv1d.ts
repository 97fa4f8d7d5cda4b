import { causalConv1d, type Shape } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { sumTolerance } from '../convReference.ts';
import { build, ravel } from '../references.ts';

interface Options {
  readonly bias?: boolean;
  readonly state?: boolean;
  readonly silu?: boolean;
}

function causalConv1dCase(
  [batch, length, columns]: readonly [number, number, number],
  width: number,
  { bias = false, state = false, silu = false }: Options = {},
): ConformanceCase {
  const x: Shape = [batch, length, columns];
  const before: Shape = [batch, width - 1, columns];
  const words = [bias ? 'bias' : '', state ? 'state' : '', silu ? 'silu' : ''].filter(Boolean);
  return {
    op: 'causalConv1d',
    name: [`[${x.join(', ')}] width ${width}`, ...words].join(', '),
    inputs: [
      { shape: x },
      { shape: [columns, width] },
      ...(bias ? [{ shape: [columns] }] : []),
      ...(state ? [{ shape: before }] : []),
    ],
    run: ([a, w, b, c]) =>
      causalConv1d(a, w, bias ? b : null, {
        activation: silu ? 'silu' : null,
        initialState: state ? (bias ? c : b) : null,
      }),
    reference: ([a, w, b, c]) => {
      const past = bias ? c : b;
      return build(x, ([image = 0, t = 0, column = 0]) => {
        let total = bias ? (b[column] ?? NaN) : 0;
        for (let k = 0; k < width; k++) {
          const row = t - width + 1 + k;
          const value =
            row >= 0
              ? a[ravel([image, row, column], x)]
              : state
                ? past[ravel([image, row + width - 1, column], before)]
                : 0;
          total += (w[column * width + k] ?? NaN) * (value ?? NaN);
        }
        return silu ? total / (1 + Math.exp(-total)) : total;
      });
    },
    shape: x,
    tolerance: { absolute: 4e-6, relative: 4e-6 },
    gradientTolerance: sumTolerance(batch * length),
  };
}

export const cases: readonly ConformanceCase[] = [
  causalConv1dCase([2, 5, 3], 4),
  causalConv1dCase([2, 5, 3], 4, { bias: true, silu: true }),
  causalConv1dCase([2, 5, 4], 4, { bias: true, state: true, silu: true }),
  causalConv1dCase([2, 5, 6], 3, { state: true }),
  causalConv1dCase([1, 7, 9], 1, { bias: true }),
  causalConv1dCase([2, 6, 5], 2, { bias: true, state: true }),
  causalConv1dCase([1, 11, 5], 8, { bias: true, silu: true }),
  // Shorter than the window: decoding token by token.
  causalConv1dCase([3, 1, 8], 4, { bias: true, state: true, silu: true }),
  causalConv1dCase([2, 2, 5], 4),
  // Several blocks of rows, columns and chunks.
  causalConv1dCase([2, 131, 7], 4, { bias: true, state: true, silu: true }),
  causalConv1dCase([1, 70, 131], 4, { bias: true, silu: true }),
  causalConv1dCase([0, 5, 3], 4, { bias: true, silu: true }),
  causalConv1dCase([2, 0, 3], 4, { bias: true, state: true }),
];
