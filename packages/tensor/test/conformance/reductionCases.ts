import type { DType, OpName, Shape, Tensor } from '../../src/index.ts';
import type { ConformanceCase, Tolerance } from './conformanceCase.ts';
import { reduced } from './references.ts';

interface ReductionOptions {
  readonly tolerance?: Tolerance;
  readonly gradientTolerance?: Tolerance;
  /** Whether groups may be empty. */
  readonly empty?: boolean;
  readonly dtype?: DType;
  /** Dtype of the result; default the input's. */
  readonly resultDtype?: DType;
  /** Values of whole numbers; default [−2, 2). */
  readonly range?: readonly [number, number];
  /** Put before each name, for an op with variants. */
  readonly prefix?: string;
  readonly run?: (x: Tensor, axis: Axes, options: { keepDims: boolean }) => Tensor;
}

type ReductionMethod = Extract<
  OpName,
  'sum' | 'mean' | 'max' | 'min' | 'logsumexp' | 'prod' | 'std' | 'norm' | 'any' | 'all'
>;
type ReductionOp = ReductionMethod | Extract<OpName, 'variance'>;
type Axes = number | readonly number[] | undefined;

const plans: readonly { shape: Shape; axis?: number | readonly number[]; keepDims?: boolean }[] = [
  { shape: [] },
  { shape: [7] },
  { shape: [1, 1] },
  { shape: [3, 5] },
  { shape: [3, 5], axis: 0 },
  { shape: [3, 5], axis: 1 },
  { shape: [3, 5], axis: -1, keepDims: true },
  { shape: [2, 3, 4], axis: 1 },
  { shape: [2, 3, 4], axis: [0, 2] },
  { shape: [2, 3, 4], axis: [0, 1, 2], keepDims: true },
  { shape: [2, 3, 2, 5], axis: [1, 3] },
  { shape: [2, 3, 4], axis: [] },
  { shape: [0, 3], axis: 1 },
  { shape: [5, 131], axis: 0 },
  { shape: [5, 131], axis: 1 },
  { shape: [4, 5001], axis: 1 },
  { shape: [3001, 3], axis: 0 },
  // Long enough for several passes, with a remainder.
  { shape: [10007] },
  { shape: [1100, 19], axis: 0 },
  { shape: [2, 1031, 4, 3], axis: [1, 3] },
];

/** The groups of axes a reduction can go over, odd lengths, empty tensors, rows longer than a block. */
export function reductionCases(
  op: ReductionOp,
  f: (values: number[]) => number,
  options: ReductionOptions,
): ConformanceCase[] {
  const { tolerance, gradientTolerance, dtype = 'f32', prefix = '' } = options;
  const call = options.run ?? ((x, axis, { keepDims }) => x[op as ReductionMethod](axis, { keepDims }));
  const all = options.empty ? [...plans, { shape: [0] }, { shape: [3, 0, 2], axis: 1 }] : plans;
  return all.map(({ shape, axis, keepDims = false }) => {
    const axes = axesOf(shape, axis);
    const label = axis === undefined ? 'all' : `axis ${JSON.stringify(axis)}`;
    return {
      op,
      name: `${prefix}[${shape.join(', ')}] over ${label}${keepDims ? ', keepDims' : ''}`,
      inputs: [{ shape, dtype, ...(options.range ? { range: options.range } : {}) }],
      dtype: options.resultDtype ?? dtype,
      run: ([x]: readonly [Tensor, ...Tensor[]]) => call(x, axis, { keepDims }),
      reference: reduced(shape, axes, f),
      shape: shape.flatMap((length, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [length])),
      ...(tolerance === undefined ? {} : { tolerance }),
      ...(gradientTolerance === undefined ? {} : { gradientTolerance }),
    };
  });
}

function axesOf(shape: Shape, axis: number | readonly number[] | undefined): number[] {
  const given = axis === undefined ? shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis;
  return given.map((one) => (one < 0 ? one + shape.length : one));
}
