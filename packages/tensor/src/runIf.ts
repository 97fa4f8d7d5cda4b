import { CraftError } from './errors.ts';
import { formatShape } from './shape.ts';
import type { Tensor } from './tensor.ts';

let current: Tensor | null = null;

/**
 * Runs `fn`, whose launches do something only where `condition`, one number on the device, is not 0 by then: memory
 * that they would have written stays as it is. Nothing is read back, so it is for updates inside a step: what `fn`
 * makes holds garbage where the condition is 0, and what it does in host memory happens either way. An upload
 * (`tensor`, `write`) in `fn` happens either way, too. Throws `runIf.condition` for a condition that is not one
 * number of f32, i32, u32 or bool, and `runIf.nested`.
 */
export function runIf<T>(condition: Tensor, fn: () => T): T {
  if (condition.size !== 1 || condition.dtype === 'f16') {
    throw new CraftError(
      'runIf.condition',
      `runIf: expected a condition of one number of f32, i32, u32 or bool but received ${condition.dtype} ${formatShape(condition.shape)}`,
    );
  }
  if (current)
    throw new CraftError(
      'runIf.nested',
      'runIf: expected to run by itself but received a runIf inside another',
    );
  current = condition;
  try {
    return fn();
  } finally {
    current = null;
  }
}

/** Internal: runs `fn` whatever the condition: for tables that are made once, whoever needs them first. */
export function unconditionally<T>(fn: () => T): T {
  const before = current;
  current = null;
  try {
    return fn();
  } finally {
    current = before;
  }
}

/** Internal: what launches depend on now; null: nothing. */
export function currentCondition(): Tensor | null {
  return current;
}
