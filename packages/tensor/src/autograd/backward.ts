import { CraftError } from '../errors.ts';
import { filled } from '../ops/fill/fill.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { runGradientPass } from './gradientPass.ts';

/**
 * Reverse-mode differentiation from `root`. Gradients of leaves are added to their `.grad`; those of
 * intermediate results are freed as soon as they have been passed on. The graph can be used once.
 */
export function backward(root: Tensor, gradient?: Tensor): void {
  const start = startingGradient('backward', root, gradient);
  try {
    runGradientPass([{ tensor: root, gradient: start }]);
  } finally {
    if (start !== gradient) start.dispose();
  }
}

/** The gradient to start from: the one given, or 1 for a scalar. Throws where neither will do. */
export function startingGradient(name: string, root: Tensor, gradient?: Tensor): Tensor {
  if (!root.requiresGrad) {
    throw new CraftError(
      'autograd.noGraph',
      `${name}: the tensor does not depend on any tensor with requiresGrad, so there is nothing to differentiate`,
    );
  }
  if (!gradient && root.size !== 1) {
    throw new CraftError(
      'autograd.notScalar',
      `${name}: expected a scalar or an explicit gradient but received shape ${formatShape(root.shape)}`,
    );
  }
  if (gradient && !sameShape(gradient.shape, root.shape)) {
    throw new CraftError(
      'shape.mismatch',
      `${name}: expected a gradient of shape ${formatShape(root.shape)} but received ${formatShape(gradient.shape)}`,
    );
  }
  return gradient ?? filled(root.shape, 1, root.device);
}
