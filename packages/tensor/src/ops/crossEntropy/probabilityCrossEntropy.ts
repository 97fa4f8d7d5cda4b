import { sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { logSoftmax } from '../logSoftmax/logSoftmax.ts';
import { sum } from '../sum/sum.ts';
import type { Reduction } from './crossEntropy.ts';

/**
 * Cross-entropy against probabilities: logits and targets f32 [..., V] → [] or [...]. Composed, because
 * soft targets are as large as the logits anyway; both get gradients.
 */
export function probabilityCrossEntropy(
  logits: Tensor,
  targets: Tensor,
  reduction: Reduction,
  labelSmoothing: number,
): Tensor {
  const classes = logits.shape[logits.rank - 1] ?? 1;
  const soft = labelSmoothing === 0 ? targets : targets.affine(1 - labelSmoothing, labelSmoothing / classes);
  const products = logSoftmax(logits).mul(soft);
  if (reduction === 'none') return sum(products, -1).neg();
  return sum(products).mul(reduction === 'mean' ? -1 / sizeOf(logits.shape.slice(0, -1)) : -1);
}
