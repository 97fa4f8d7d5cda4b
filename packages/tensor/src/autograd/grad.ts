import { CraftError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { startingGradient } from './backward.ts';
import { ownHandle, runGradientPass } from './gradientPass.ts';

export interface GradOptions {
  /** The gradient of each output, of its shape; may be left out for scalars. */
  readonly gradients?: readonly Tensor[];
}

/**
 * The gradients of the sum of `outputs` with respect to `inputs`, leaves or intermediates, in order. Touches no
 * `.grad`; uses the graph up as `backward` does. Throws `autograd.unused` where the outputs do not depend on an
 * input, and otherwise what `backward` throws. PyTorch's `autograd.grad`.
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  { gradients = [] }: GradOptions = {},
): Tensor[] {
  const started: Tensor[] = [];
  try {
    const roots = (Array.isArray(outputs) ? outputs : [outputs]).map((tensor: Tensor, i) => {
      const gradient = startingGradient('grad', tensor, gradients[i]);
      if (gradient !== gradients[i]) started.push(gradient);
      return { tensor, gradient };
    });
    const found = runGradientPass(roots, { wanted: inputs });
    return found.map((gradient, i) => (gradient ? ownHandle(gradient) : unused(inputs, i, found)));
  } finally {
    for (const gradient of started) gradient.dispose();
  }
}

function unused(inputs: readonly Tensor[], at: number, found: readonly (Tensor | null)[]): never {
  for (const gradient of found) gradient?.dispose();
  throw new CraftError(
    'autograd.unused',
    `grad: the outputs do not depend on input ${at} of shape ${formatShape(inputs[at]?.shape ?? [])}`,
    { hint: 'leave it out, or check that it is not detached on the way' },
  );
}
