import { halfBits, halfValues, philox, type DType, type Shape } from '../../src/index.ts';
import { dtypeOf, type CaseInput, type ConformanceCase } from './conformanceCase.ts';

/** The values of a case's inputs: the same in every run, rounded to what the dtype holds. */
export function caseInputs(one: ConformanceCase): Float64Array[] {
  return one.inputs.map((input, i) => inputValues(input, hash(`${one.op}/${one.name}/${i}`)));
}

/** Fixed f32 numbers in [−1, 1) that a case's output is multiplied by before it is differentiated. */
export function outputWeights(one: ConformanceCase): Float64Array {
  const dtype = one.dtype === 'f16' ? 'f16' : 'f32';
  return inputValues({ shape: one.shape, range: [-1, 1], dtype }, hash(`${one.op}/${one.name}/weights`));
}

function inputValues(input: CaseInput, seed: number): Float64Array {
  const size = elements(input.shape);
  if (input.values) {
    if (input.values.length !== size) throw new Error(`expected ${size} values, got ${input.values.length}`);
    return rounded(Float64Array.from(input.values), dtypeOf(input));
  }
  const [low, high] = input.range ?? [-2, 2];
  const { integers } = input;
  const dtype = dtypeOf(input);
  const isFloat = dtype === 'f32' || dtype === 'f16';
  const values = uniform(size, seed).map((u) => {
    if (integers !== undefined) return Math.floor(u * integers);
    return isFloat ? low + (high - low) * u : Math.floor(low + (high - low) * u);
  });
  return rounded(values, dtype);
}

/** The nearest values of a dtype. */
function rounded(values: Float64Array, dtype: DType): Float64Array {
  if (dtype === 'f16') return Float64Array.from(halfValues(halfBits(values)));
  return dtype === 'f32' ? values.map(Math.fround) : values;
}

function uniform(size: number, seed: number): Float64Array {
  const values = new Float64Array(size);
  for (let i = 0; i < size; i += 4) {
    philox([seed, 0], [i / 4, 0, 0, 0]).forEach((word, k) => {
      if (i + k < size) values[i + k] = word / 2 ** 32;
    });
  }
  return values;
}

/** Number of elements of a shape. */
export function elements(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}
