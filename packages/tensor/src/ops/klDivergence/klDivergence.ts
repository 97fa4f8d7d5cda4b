import type { Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { apply } from '../op.ts';
import { pointwiseLossOp } from '../pointwiseLoss/pointwiseLoss.ts';
import { scope } from '../../scope.ts';
import { axisLength } from '../../shape.ts';
import wgsl from './klDivergence.wgsl';

export const klDivergenceOp = pointwiseLossOp('klDivergence', wgsl, (x, targets, logTargets) =>
  scope(() => (logTargets === 1 ? targets.exp().mul(targets.sub(x).add(1)) : targets.log().sub(x).add(1))),
);

/**
 * Kullback–Leibler divergence D(targets ‖ e^x) = Σ t · (log t − x), as torch.nn.functional.kl_div has it: x
 * are logarithms of probabilities, targets are probabilities or, with `logTargets`, their logarithms. A
 * target of 0 adds nothing. `reduction`: 'batchMean' divides the sum by the length of the first axis, which
 * is the divergence per sample; 'mean' (default, as in PyTorch) divides by the number of elements; 'sum';
 * 'none'. x and targets f32 of one shape [B, ...] → [] or [B, ...]. Throws `shape.mismatch`, and
 * `shape.axis` for a 'batchMean' of scalars.
 */
export function klDivergence(
  x: Tensor,
  targets: Tensor,
  options: { readonly reduction?: Reduction | 'batchMean'; readonly logTargets?: boolean } = {},
): Tensor {
  const { reduction = 'mean', logTargets = false } = options;
  const setting = logTargets ? 1 : 0;
  if (reduction !== 'batchMean') {
    return apply(klDivergenceOp, [x, targets], { reduction, setting, factor: 1 });
  }
  const factor = 1 / axisLength(x.shape, 0);
  return apply(klDivergenceOp, [x, targets], { reduction: 'sum', setting, factor });
}
