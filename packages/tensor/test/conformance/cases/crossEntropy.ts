import { crossEntropy } from '../../../src/index.ts';
import type { Reduction } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';
import { reducedLosses } from '../lossCases.ts';
import { byRows } from '../rowCases.ts';

interface Options {
  readonly reduction?: Reduction;
  readonly ignoreIndex?: number;
  readonly labelSmoothing?: number;
  readonly range?: readonly [number, number];
}

function crossEntropyCase(
  name: string,
  targets: CaseInput,
  classes: number,
  options: Options = {},
): ConformanceCase {
  const { reduction = 'mean', ignoreIndex = -100, labelSmoothing = 0, range = [-4, 4] } = options;
  return {
    op: 'crossEntropy',
    name,
    inputs: [{ shape: [...targets.shape, classes], range }, targets],
    run: ([x, labels]) => crossEntropy(x, labels, { reduction, ignoreIndex, labelSmoothing }),
    reference: ([x, labels]) => {
      const losses = byRows(x, classes, (row, i) => {
        const label = labels[i] ?? NaN;
        if (label === ignoreIndex) return [0];
        const top = Math.max(...row);
        const total = row.reduce((sum, value) => sum + Math.exp(value - top), 0);
        const mean = row.reduce((sum, value) => sum + value, 0) / classes;
        const aim = (1 - labelSmoothing) * (row[label] ?? NaN) + labelSmoothing * mean;
        return [Math.log(total) + top - aim];
      });
      if (reduction === 'none') return losses;
      const sum = losses.reduce((total, loss) => total + loss, 0);
      return [reduction === 'sum' ? sum : sum / labels.filter((label) => label !== ignoreIndex).length];
    },
    shape: reduction === 'none' ? targets.shape : [],
  };
}

/** Targets are probabilities: any numbers, because nothing makes them sum to 1. */
function probabilityCase(
  shape: readonly number[],
  { reduction = 'mean', labelSmoothing = 0 }: Options,
): ConformanceCase {
  const classes = shape.at(-1) ?? 0;
  return {
    op: 'crossEntropy',
    name: `probabilities [${shape.join(', ')}], ${reduction}, smoothing ${labelSmoothing}`,
    inputs: [
      { shape, range: [-4, 4] },
      { shape, range: [0, 1] },
    ],
    run: ([x, targets]) => crossEntropy(x, targets, { reduction, labelSmoothing }),
    reference: ([x, targets]) =>
      reducedLosses(
        byRows(x, classes, (row, i) => {
          const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
          const soft = (k: number) =>
            (1 - labelSmoothing) * (targets[i * classes + k] ?? NaN) + labelSmoothing / classes;
          return [row.reduce((sum, value, k) => sum + soft(k) * (total - value), 0)];
        }),
        reduction,
      ),
    shape: reduction === 'none' ? shape.slice(0, -1) : [],
  };
}

const some: CaseInput = { shape: [6], dtype: 'i32', values: [2, -100, 0, 4, -100, 1] };

export const cases: readonly ConformanceCase[] = [
  crossEntropyCase('[4, 5], mean', { shape: [4], integers: 5 }, 5),
  crossEntropyCase('[4, 5], sum', { shape: [4], integers: 5 }, 5, { reduction: 'sum' }),
  crossEntropyCase('[4, 5], none', { shape: [4], integers: 5 }, 5, { reduction: 'none' }),
  crossEntropyCase('[6, 5], some ignored, mean', some, 5),
  crossEntropyCase('[6, 5], some ignored, sum', some, 5, { reduction: 'sum' }),
  crossEntropyCase('[6, 5], some ignored, none', some, 5, { reduction: 'none' }),
  crossEntropyCase('[7, 3], ignoreIndex 0', { shape: [7], integers: 3 }, 3, { ignoreIndex: 0 }),
  crossEntropyCase('[2, 3, 7], leading axes', { shape: [2, 3], integers: 7 }, 7, { reduction: 'none' }),
  crossEntropyCase('[65]', { shape: [], integers: 65 }, 65),
  crossEntropyCase('[4, 65]', { shape: [4], integers: 65 }, 65),
  crossEntropyCase('[90, 65]', { shape: [90], integers: 65 }, 65),
  {
    ...crossEntropyCase('[700, 3], sum', { shape: [700], integers: 3 }, 3, { reduction: 'sum' }),
    tolerance: { absolute: 1e-5, relative: 1e-6 },
  },
  crossEntropyCase('[5, 131], none', { shape: [5], integers: 131 }, 131, { reduction: 'none' }),
  crossEntropyCase('[2, 5003]', { shape: [2], integers: 5003 }, 5003),
  crossEntropyCase('[3, 1], one class', { shape: [3], integers: 1 }, 1),
  crossEntropyCase('no rows, sum', { shape: [0], integers: 3 }, 3, { reduction: 'sum' }),
  crossEntropyCase('large logits', { shape: [8], integers: 9 }, 9, { reduction: 'none', range: [-90, 90] }),
  ...(['mean', 'sum', 'none'] as const).map((reduction) =>
    crossEntropyCase(`[6, 5], some ignored, smoothing 0.1, ${reduction}`, some, 5, {
      reduction,
      labelSmoothing: 0.1,
    }),
  ),
  crossEntropyCase('[5, 131], smoothing 1', { shape: [5], integers: 131 }, 131, { labelSmoothing: 1 }),
  crossEntropyCase('[2, 3, 1031], smoothing 0.2', { shape: [2, 3], integers: 1031 }, 1031, {
    labelSmoothing: 0.2,
    reduction: 'none',
  }),
  probabilityCase([3, 5], {}),
  probabilityCase([2, 3, 5], { reduction: 'none', labelSmoothing: 0.1 }),
  probabilityCase([4, 70], { reduction: 'sum' }),
  // Nothing to average, and targets that are no class: NaN, not a number that looks right.
  {
    ...crossEntropyCase('all ignored, mean', { shape: [2], dtype: 'i32', values: [-100, -100] }, 3),
    gradients: 'none',
  },
  {
    ...crossEntropyCase('targets outside', { shape: [3], dtype: 'i32', values: [3, 1, -1] }, 3, {
      reduction: 'none',
    }),
    gradients: 'none',
  },
];
