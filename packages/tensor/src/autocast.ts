import type { Op } from './ops/op.ts';
import type { Tensor } from './tensor.ts';

/** What `autocast` computes matrix products in. */
export type AutocastDType = 'f16' | 'f32';

let current: AutocastDType | null = null;

/**
 * Runs `fn` with mixed precision: what costs (`matmul`, `linear`, `einsum`, attention) gets its operands as f16, adds
 * up in f32 and gives f16; views and copies keep what they are given; every other operation (norms, softmax, losses,
 * sums, elementwise functions) gets f16 as f32. The casts are part of the graph: parameters stay f32, and so do their
 * gradients. Backward runs outside, in the dtypes that forward chose. Small gradients vanish in f16, so multiply the
 * loss by a scale first. `autocast('f32', fn)` inside switches it off, for f32 inputs; f16 ones still become f32
 * where an operation does not take them.
 *
 * Throws `device.halves` at the first operation in f16 where the adapter does not have it. As PyTorch's
 * `torch.autocast`; Micikevicius et al., "Mixed precision training", 2018.
 */
export function autocast<T>(dtype: AutocastDType, fn: () => T): T {
  return withAutocast(dtype, fn);
}

/** Internal: runs `fn` as under the policy `dtype`, null for none. */
export function withAutocast<T>(dtype: AutocastDType | null, fn: () => T): T {
  const before = current;
  current = dtype;
  try {
    return fn();
  } finally {
    current = before;
  }
}

/** Internal: the policy in force; null for none. */
export function autocastPolicy(): AutocastDType | null {
  return current;
}

/** Internal: an operation's inputs as the policy wants them. */
export function autocastInputs<A>(
  { halves, halfOperands = 0 }: Pick<Op<A>, 'halves' | 'halfOperands'>,
  inputs: readonly Tensor[],
): readonly Tensor[] {
  if (current === null) return inputs;
  // What only moves values takes f16, but not next to f32.
  const keeps = halves && (halfOperands > 0 || !inputs.some(({ dtype }) => dtype === 'f32'));
  return inputs.map((one, i) => {
    if (one.dtype === 'f32' && current === 'f16' && i < halfOperands) return one.to('f16');
    return one.dtype === 'f16' && !keeps ? one.to('f32') : one;
  });
}
