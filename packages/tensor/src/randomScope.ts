import { valueOf, type Scalar } from './compile/scalar.ts';
import { CraftError } from './errors.ts';

/** What keys one random operation: equal keys draw equal numbers, on every device. */
export interface RandomKey {
  /** The scope's seed; its two words (`seedKey`) are the Philox key. */
  readonly seed: number;
  /** The scope's step: the third counter word; a scalar inside a compiled step. */
  readonly step: number | Scalar;
  /** Random operations run before in this scope: the second counter word. */
  readonly opIndex: number;
}

export interface RandomScopeOptions {
  /** A whole number from 0 to 2^53 − 1. */
  readonly seed: number;
  /** A whole number from 0 to 2^32 − 1: the training step, so that every step draws anew. */
  readonly step: number | Scalar;
}

interface OpenScope extends RandomScopeOptions {
  opIndex: number;
}

let current: OpenScope | null = null;

/**
 * Keys the random operations (dropout) inside `fn` by seed, step and their order of call. There is no
 * hidden state: the same scope around the same calls draws the same numbers on every device, so a
 * resumed run equals an uninterrupted one. An inner scope replaces the outer one while it lasts.
 * Throws `random.scope` for a seed or step outside its range.
 */
export function randomScope<T>(options: RandomScopeOptions, fn: () => T): T {
  assertWhole('seed', options.seed, Number.MAX_SAFE_INTEGER);
  assertWhole('step', valueOf(options.step), 2 ** 32 - 1);
  const before = current;
  current = { seed: options.seed, step: options.step, opIndex: 0 };
  try {
    return fn();
  } finally {
    current = before;
  }
}

/**
 * Internal: gives a function that runs `fn` as if it were called now, as for random numbers: what is drawn in it is
 * what comes next at this point, and does not count for what is drawn after.
 */
export function atThisRandomPoint(): <T>(fn: () => T) => T {
  const point = current && { ...current };
  return (fn) => {
    const before = current;
    current = point && { ...point };
    try {
      return fn();
    } finally {
      current = before;
    }
  };
}

/**
 * The key for the operation `op`; every call takes the scope's next opIndex. Throws `random.noScope`, whose
 * hint names what else one could do.
 */
export function currentRandomKey(op: string, otherwise?: string): RandomKey {
  if (!current) {
    throw new CraftError('random.noScope', `${op}: expected to run inside a randomScope, which seeds it`, {
      hint: `wrap the step in randomScope({ seed, step }, () => …)${otherwise ? `, or ${otherwise}` : ''}`,
    });
  }
  const { seed, step } = current;
  return { seed, step, opIndex: current.opIndex++ };
}

function assertWhole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new CraftError(
      'random.scope',
      `randomScope: expected a whole number from 0 to ${most} as ${name} but received ${value}`,
    );
  }
}
