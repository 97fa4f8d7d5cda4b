import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { expectDType, type TensorSpec } from '../op.ts';
import { rowsOf } from './rowKernel.ts';

/** Throws unless `spec` is an f32 vector as long as the rows of `x`. */
export function expectColumns(op: string, what: string, spec: TensorSpec, x: TensorSpec): void {
  expectDType(op, what, spec, 'f32');
  const { columns } = rowsOf(x);
  if (spec.shape.length !== 1 || spec.shape[0] !== columns) {
    throw new CraftError(
      'shape.mismatch',
      `${op}: expected ${what} of shape [${columns}] for x of shape ${formatShape(x.shape)} but received ${formatShape(spec.shape)}`,
    );
  }
}
