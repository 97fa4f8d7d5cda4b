import { philox, type Shape } from '../../src/index.ts';
import { dtypeOf, type CaseInput, type ConformanceCase } from './conformanceCase.ts';

/** The values of a case's inputs: the same in every run, rounded to what the dtype holds. */
export function caseInputs(one: ConformanceCase): Float64Array[] {
  return one.inputs.map((input, i) => inputValues(input, hash(`${one.op}/${one.name}/${i}`)));
}

/** Fixed f32 numbers in [−1, 1) that a case's output is multiplied by before it is differentiated. */
export function outputWeights(one: ConformanceCase): Float64Array {
  return inputValues({ shape: one.shape, range: [-1, 1] }, hash(`${one.op}/${one.name}/weights`));
}

function inputValues(input: CaseInput, seed: number): Float64Array {
  const size = elements(input.shape);
  if (input.values) {
    if (input.values.length !== size) throw new Error(`expected ${size} values, got ${input.values.length}`);
    return Float64Array.from(input.values, dtypeOf(input) === 'f32' ? Math.fround : Number);
  }
  const [low, high] = input.range ?? [-2, 2];
  const { integers } = input;
  return uniform(size, seed).map((u) =>
    integers === undefined
      ? Math.fround(dtypeOf(input) === 'f32' ? low + (high - low) * u : Math.floor(low + (high - low) * u))
      : Math.floor(u * integers),
  );
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
