import type { Tensor } from '../../src/index.ts';
import { elements } from './caseValues.ts';
import type { CaseInput } from './conformanceCase.ts';

/** What an attention case may have besides its operands. */
export interface MaskCase {
  readonly window?: number;
  /** Shape of an added bias. */
  readonly bias?: readonly number[];
  /** How many documents there are, in turns of unequal length. */
  readonly documents?: number;
}

/** The inputs of a case's masks, and what op and reference make of them. */
export function maskInputs({ window, bias, documents }: MaskCase, [batch, keys]: readonly [number, number]) {
  const ids = Array.from({ length: batch * keys }, (_, at) =>
    Math.floor((((at % keys) + Math.floor(at / keys)) * (documents ?? 1)) / (keys + batch)),
  );
  const inputs: CaseInput[] = [
    ...(bias ? [{ shape: bias }] : []),
    ...(documents ? [{ shape: [batch, keys], dtype: 'i32' as const, values: ids }] : []),
  ];
  return {
    inputs,
    operands: (rest: readonly Tensor[]) => ({
      ...(bias && rest[0] ? { bias: rest[0] } : {}),
      ...(documents ? { documents: rest[bias ? 1 : 0] ?? null } : {}),
    }),
    reference: (rest: readonly Float64Array[]) => ({
      ...(window === undefined ? {} : { window }),
      ...(bias ? { bias: biasAt(rest[0] ?? new Float64Array(), bias) } : {}),
      ...(documents ? { documents: (b: number, key: number) => ids[b * keys + key] ?? NaN } : {}),
    }),
  };
}

/** Looks up a bias that broadcasts to [B, H, Tq, Tk]. */
function biasAt(values: Float64Array, shape: readonly number[]) {
  const whole = [...Array<number>(4 - shape.length).fill(1), ...shape];
  return (...index: [number, number, number, number]): number => {
    let at = 0;
    whole.forEach((length, axis) => (at = at * length + (length === 1 ? 0 : (index[axis] ?? NaN))));
    return elements(shape) === values.length ? (values[at] ?? NaN) : NaN;
  };
}
