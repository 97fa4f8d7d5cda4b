import type { Op } from '../ops/op.ts';
import type { Tensor } from '../tensor.ts';

/** What a node needs of the operation that it records. */
export type Differentiable<A> = Pick<Op<A>, 'name' | 'results' | 'backward'>;

/** One recorded operation: what backward needs to go from the output's gradient to the inputs'. */
export interface GraphNode {
  readonly op: Differentiable<never>;
  readonly attributes: unknown;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Versions of the inputs' storages when they were read. */
  readonly inputVersions: readonly number[];
  /** Versions of the outputs' storages when they were written. */
  readonly outputVersions: readonly number[];
  consumed: boolean;
}

let gradientsEnabled = true;

/** Whether operations on tensors that require gradients are being recorded. */
export function isGradEnabled(): boolean {
  return gradientsEnabled;
}

/** Runs `fn` without recording operations for backward. */
export function noGrad<T>(fn: () => T): T {
  return withGradients(false, fn);
}

/** Internal: runs `fn` with recording on or off. */
export function withGradients<T>(enabled: boolean, fn: () => T): T {
  const before = gradientsEnabled;
  gradientsEnabled = enabled;
  try {
    return fn();
  } finally {
    gradientsEnabled = before;
  }
}

/** Whether a tensor is of a dtype that has gradients. */
export function isFloat(tensor: Pick<Tensor, 'dtype'> | undefined): boolean {
  return tensor?.dtype === 'f32' || tensor?.dtype === 'f16';
}

/** Notes an operation that has run, where backward may come to it. */
export function record<A>(
  op: Differentiable<A>,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  attributes: A,
): void {
  if (!gradientsEnabled || !inputs.some((one) => one.requiresGrad) || !isFloat(outputs[0])) return;
  const node = {
    op: op as unknown as Differentiable<never>,
    attributes,
    inputs,
    outputs,
    inputVersions: inputs.map((one) => one.storageVersion),
    outputVersions: outputs.map((one) => one.storageVersion),
    consumed: false,
  };
  for (const result of outputs.slice(0, op.results ?? 1)) {
    result.requiresGrad = true;
    result.node = node;
  }
}
