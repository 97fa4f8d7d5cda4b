import { linear, noGrad, type FusedActivation, type Shape } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import { inHalves, type ConformanceCase } from '../conformanceCase.ts';
import { erf } from '../erf.ts';

const activations: Readonly<Record<FusedActivation | 'none', (x: number) => number>> = {
  none: (x) => x,
  gelu: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  'gelu-tanh': (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  relu: (x) => Math.max(x, 0),
  silu: (x) => x / (1 + Math.exp(-x)),
};

interface Options {
  readonly activation?: FusedActivation;
  readonly bias?: boolean;
  /** Outside autograd, where a few rows take a kernel of their own. */
  readonly inference?: boolean;
}

function linearCase(lead: Shape, k: number, n: number, options: Options = {}): ConformanceCase {
  const { activation, bias = false, inference = false } = options;
  const act = activations[activation ?? 'none'];
  const rows = elements(lead);
  const words = [bias ? 'bias' : '', activation ?? '', inference ? 'inference' : ''].filter(Boolean);
  const calls = activation ? { activation } : {};
  return {
    op: 'linear',
    name: [`[${[...lead, k].join(', ')}] to ${n}`, ...words].join(', '),
    inputs: [{ shape: [...lead, k] }, { shape: [n, k] }, ...(bias ? [{ shape: [n] }] : [])],
    run: ([x, weight, b]) => {
      const call = () => linear(x, weight, bias ? b : null, calls);
      return inference ? noGrad(call) : call();
    },
    reference: ([x, weight, b]) =>
      Float64Array.from({ length: rows * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let total = bias ? (b[j] ?? NaN) : 0;
        for (let q = 0; q < k; q++) total += (x[i * k + q] ?? NaN) * (weight[j * k + q] ?? NaN);
        return act(total);
      }),
    shape: [...lead, n],
    gradients: inference ? 'none' : 'all',
    tolerance: { absolute: 2e-6 * Math.sqrt(4 + k), relative: 2e-6 },
    gradientTolerance: { absolute: 3e-6 * Math.sqrt(10 + Math.max(rows, n)), relative: 1e-5 },
  };
}

const fused = ['gelu', 'gelu-tanh', 'relu', 'silu'] as const;

export const cases: readonly ConformanceCase[] = [
  linearCase([3], 5, 7),
  linearCase([2, 3], 5, 7, { bias: true }),
  linearCase([2, 2, 3], 8, 12, { bias: true }),
  linearCase([67], 33, 70, { bias: true }),
  // More rows, columns and depth than one block of the CPU's; the gradients turn them around.
  linearCase([2, 131], 6, 261, { bias: true }),
  linearCase([3], 517, 6, { bias: true }),
  linearCase([], 6, 5, { bias: true }),
  linearCase([3], 0, 5, { bias: true }),
  linearCase([0], 4, 5, { bias: true }),
  linearCase([3], 4, 0, { bias: true }),
  ...fused.flatMap((activation) => [
    linearCase([3], 5, 7, { activation }),
    linearCase([2, 3], 5, 7, { activation, bias: true }),
    linearCase([68], 36, 72, { activation, bias: true }),
    linearCase([5], 261, 3, { activation, bias: true }),
    linearCase([3], 0, 5, { activation, bias: true }),
    linearCase([0], 4, 5, { activation }),
  ]),
  // One to four rows, outside and at the edge of the kernel for a few rows.
  ...[1, 2, 3, 4, 5].flatMap((rows) => [
    linearCase([rows], 37, 19, { inference: true }),
    linearCase([rows], 64, 130, { inference: true, bias: true }),
    linearCase([rows], 7, 3, { inference: true, bias: true, activation: 'gelu' }),
  ]),
  linearCase([2], 0, 5, { inference: true, bias: true }),
  ...[
    linearCase([2, 3], 5, 7, { bias: true }),
    linearCase([67], 33, 70, { bias: true }),
    linearCase([2, 131], 6, 261),
    linearCase([2], 37, 19, { inference: true }),
    ...fused.map((activation) => linearCase([5], 261, 3, { activation, bias: true })),
    linearCase([68], 36, 72, { activation: 'gelu', bias: true }),
    linearCase([3], 0, 5, { activation: 'gelu', bias: true }),
  ].map((one) => inHalves(one, 2)),
];
