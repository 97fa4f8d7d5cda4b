import type { DType, OpName, Shape, Tensor } from '../../src/index.ts';

/** An input of a case: its shape, and how its values are made. */
export interface CaseInput {
  readonly shape: Shape;
  /** Default f32. */
  readonly dtype?: DType;
  /** Values are uniform in [low, high); default [−2, 2). */
  readonly range?: readonly [number, number];
  /** Exactly these values, in row-major order; 1 and 0 for a bool. */
  readonly values?: readonly number[];
  /** Uniform whole numbers from 0 to integers − 1; makes the input i32 unless `dtype` says otherwise. */
  readonly integers?: number;
}

/** Largest allowed error: absolute + relative · |wanted|. A number stands for both. */
export type Tolerance = number | { readonly absolute: number; readonly relative: number };

/** As many as the case has inputs; typed longer, so that cases can destructure what they know is there. */
type PerInput<T> = readonly [T, T, T, T, T, T, T, T, ...T[]];

/** One use of an op with an independent way to the same numbers. */
export interface ConformanceCase {
  readonly op: OpName;
  /** Unique within the op; names the entry of fixtures/<op>.json, if there is one. */
  readonly name: string;
  readonly inputs: readonly CaseInput[];
  /** The result, on the inputs' device. */
  readonly run: (tensors: PerInput<Tensor>) => Tensor;
  /** The same in f64, written without the package: plain loops over row-major values. */
  readonly reference: (inputs: PerInput<Float64Array>) => ArrayLike<number>;
  /** Shape of the result. */
  readonly shape: Shape;
  /** Dtype of the result; default f32. */
  readonly dtype?: DType;
  /** Which inputs' gradients are checked: default all f32 and f16 inputs. */
  readonly gradients?: 'all' | 'none' | readonly boolean[];
  /** Leaves out the kernels that are not for the adapter at hand. */
  readonly oneKernel?: boolean;
  /** Default { absolute: 2e-6, relative: 2e-6 }. */
  readonly tolerance?: Tolerance;
  /** Default { absolute: 1e-5, relative: 1e-5 }. */
  readonly gradientTolerance?: Tolerance;
}

/** What a file under cases/ exports. */
export interface CaseModule {
  readonly cases: readonly ConformanceCase[];
  /** For an op that PyTorch does not have: why there are no figures. */
  readonly noFigures?: string;
}

/** Whether each input's gradient is checked. */
export function checkedGradients(one: ConformanceCase): boolean[] {
  return one.inputs.map((input, i) => {
    if (one.gradients === 'none' || !['f32', 'f16'].includes(dtypeOf(input))) return false;
    return Array.isArray(one.gradients) ? one.gradients[i] === true : true;
  });
}

/**
 * The case with its first `operands` inputs, and its result, as f16: sums still are of f32, so what is added to the
 * error is one rounding of the result, and in backward one for each product on the way.
 */
export function inHalves(one: ConformanceCase, operands: number): ConformanceCase {
  return {
    ...one,
    name: `${one.name}, f16`,
    inputs: one.inputs.map((input, i) => (i < operands ? { ...input, dtype: 'f16' } : input)),
    dtype: 'f16',
    tolerance: { absolute: 3e-4, relative: 6e-4 },
    gradientTolerance: { absolute: 5e-3, relative: 2e-3 },
  };
}

/** The dtype of the input's tensor. */
export function dtypeOf(input: CaseInput): DType {
  return input.dtype ?? (input.integers === undefined ? 'f32' : 'i32');
}

/** The f64 reference's result. */
export function referenceOf(one: ConformanceCase, inputs: readonly Float64Array[]): ArrayLike<number> {
  return one.reference(inputs as PerInput<Float64Array>);
}

/** The op's result on tensors. */
export function runCase(one: ConformanceCase, tensors: readonly Tensor[]): Tensor {
  return one.run(tensors as PerInput<Tensor>);
}
