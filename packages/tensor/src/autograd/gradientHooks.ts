import { CraftError } from '../errors.ts';
import { scope } from '../scope.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Sees a tensor's gradient in backward; what it returns, if anything, takes the gradient's place. */
export type GradientHook = (gradient: Tensor) => Tensor | undefined | void;

const hooks = new WeakMap<Tensor, Set<{ readonly call: GradientHook }>>();

/** Adds a hook to a tensor and returns what removes it. */
export function addGradientHook(tensor: Tensor, hook: GradientHook): () => void {
  if (!tensor.requiresGrad) {
    throw new CraftError(
      'autograd.noGraph',
      `registerGradientHook: the tensor of shape ${formatShape(tensor.shape)} does not require gradients`,
      { hint: 'call requiresGrad_() on it first' },
    );
  }
  const own = hooks.get(tensor) ?? new Set();
  hooks.set(tensor, own);
  // One function may be registered twice; each registration is removed by itself.
  const entry = { call: hook };
  own.add(entry);
  return () => void own.delete(entry);
}

/** Whether anyone waits for the gradient of a tensor. */
export function hasGradientHooks(tensor: Tensor): boolean {
  return (hooks.get(tensor)?.size ?? 0) > 0;
}

/** Runs the hooks of `tensor`, first come first; takes `gradient` and gives a handle on what goes on. */
export function throughGradientHooks(tensor: Tensor, gradient: Tensor): Tensor {
  let now = gradient;
  try {
    for (const { call } of [...(hooks.get(tensor) ?? [])]) {
      const given = now;
      const replacement = scope(() => {
        const returned = call(given);
        return returned && returned !== given ? checked(returned, tensor).alias() : null;
      });
      if (!replacement) continue;
      given.dispose();
      now = replacement;
    }
    return now;
  } catch (error) {
    now.dispose();
    throw error;
  }
}

function checked(returned: Tensor, tensor: Tensor): Tensor {
  if (returned.dtype === 'f32' && sameShape(returned.shape, tensor.shape)) return returned;
  throw new CraftError(
    'shape.mismatch',
    `gradient hook: expected a gradient of f32 ${formatShape(tensor.shape)} but received ${returned.dtype} ${formatShape(returned.shape)}`,
  );
}
