import { CraftError } from '../../errors.ts';

/** One value for the height and the width of a window, or one for both. */
export type PerAxis = number | readonly [number, number];

/** Both values; throws `window.options` unless they are whole numbers of at least `least`. */
export function perAxis(op: string, what: string, value: PerAxis, least: number): readonly [number, number] {
  const pair = typeof value === 'number' ? ([value, value] as const) : value;
  if (pair.length !== 2 || !pair.every((one) => Number.isInteger(one) && one >= least)) {
    throw new CraftError(
      'window.options',
      `${op}: expected ${what} of whole numbers ≥ ${least} but received ${JSON.stringify(value)}`,
    );
  }
  return pair;
}

/** The value of an operation along one axis as a pair whose height is `unit`. */
export function alongWidth(op: string, what: string, value: number, unit: number, least: number) {
  perAxis(op, what, value, least);
  return [unit, value] as const;
}
