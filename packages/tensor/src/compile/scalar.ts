import type { Scalar } from '../backend/plan.ts';

export type { Scalar };

/** A host number that changes between runs of a compiled step: a learning rate, a loss scale. */
export class Variable implements Scalar {
  value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** What follows from other scalars, computed when it is read. */
class Derived implements Scalar {
  readonly #compute: () => number;

  constructor(compute: () => number) {
    this.#compute = compute;
  }

  get value(): number {
    return this.#compute();
  }
}

/** A number for a compiled step to read at each run; set `value` between runs. */
export function variable(value: number): Variable {
  return new Variable(value);
}

/** A scalar computed from others whenever it is read. Plain numbers in, a plain number out. */
export function derive<const From extends readonly (number | Scalar)[]>(
  from: From,
  compute: (...values: { [K in keyof From]: number }) => number,
): number | Scalar {
  const read = () => compute(...(from.map(valueOf) as { [K in keyof From]: number }));
  return from.some(isScalar) ? new Derived(read) : read();
}

/** The number as it is now. */
export function valueOf(scalar: number | Scalar): number {
  return typeof scalar === 'number' ? scalar : scalar.value;
}

/** Whether a value is a scalar that may change. */
export function isScalar(value: unknown): value is Scalar {
  return value instanceof Variable || value instanceof Derived;
}
