import type { Op } from '../ops/op.ts';
import type { Tensor } from '../tensor.ts';

/** One recorded operation: what backward needs to go from the output's gradient to the inputs'. */
export interface GraphNode {
  readonly op: Op<never>;
  readonly attributes: unknown;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Versions of the inputs' storages when they were read. */
  readonly versions: readonly number[];
  consumed: boolean;
}

let gradientsEnabled = true;

/** Whether operations on tensors that require gradients are being recorded. */
export function isGradEnabled(): boolean {
  return gradientsEnabled;
}

/** Runs `fn` without recording operations for backward. */
export function noGrad<T>(fn: () => T): T {
  const before = gradientsEnabled;
  gradientsEnabled = false;
  try {
    return fn();
  } finally {
    gradientsEnabled = before;
  }
}
