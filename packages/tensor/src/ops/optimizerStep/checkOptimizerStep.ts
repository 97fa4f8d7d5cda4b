import { CraftError } from '../../errors.ts';
import { formatShape, sameShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { expectDType } from '../op.ts';

/**
 * Throws unless an optimizer's tensors, by the names of its arguments, are f32 of the parameter's shape,
 * its gradient's scale is a scalar, and the parameter is a leaf.
 */
export function checkOptimizerStep(
  op: string,
  param: Tensor,
  others: Readonly<Record<string, Tensor>>,
  gradScale?: Tensor,
): void {
  for (const [what, one] of Object.entries({ param, ...others })) {
    expectDType(op, what, one, 'f32');
    if (!sameShape(one.shape, param.shape)) {
      throw new CraftError(
        'shape.mismatch',
        `${op}: expected ${what} of param's shape ${formatShape(param.shape)} but received ${formatShape(one.shape)}`,
      );
    }
  }
  if (gradScale && gradScale.size !== 1) {
    throw new CraftError(
      'shape.mismatch',
      `${op}: expected gradScale to be a scalar but received shape ${formatShape(gradScale.shape)}`,
    );
  }
  if (param.node) {
    throw new CraftError(
      'autograd.notLeaf',
      `${op}: param of shape ${formatShape(param.shape)} was computed by ${param.node.op.name}; expected a leaf`,
      { hint: 'detach() it, or update the tensor it was computed from' },
    );
  }
}
