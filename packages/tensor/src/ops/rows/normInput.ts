/**
 * What a norm's WGSL reads. Forward calls `firstRead(i)` once per element and `value(i)` from then on;
 * backward calls `value(i)`, and adds `passed(i)` to dx: the gradient that does not come through the norm.
 */
import { CraftError } from '../../errors.ts';
import { formatShape, sameShape } from '../../shape.ts';
import { expectDType, type TensorSpec } from '../op.ts';

/** The buffer `x` itself. */
export const plainInputWgsl = `
fn firstRead(i: u32) -> f32 { return x[i]; }
fn value(i: u32) -> f32 { return x[i]; }
fn passed(i: u32) -> f32 { return 0.0; }
`;

/** x + residual, kept in the buffer `sum`. */
export const addedInputWgsl = `
fn firstRead(i: u32) -> f32 {
  let v = x[i] + residual[i];
  sum[i] = v;
  return v;
}
fn value(i: u32) -> f32 { return sum[i]; }
`;

/** The buffer `sum`, whose own gradient is in `sumGradient` where the param `hasSum` says so. */
export const addedBackwardWgsl = `
fn value(i: u32) -> f32 { return sum[i]; }
fn passed(i: u32) -> f32 {
  if (params.hasSum == 0u) {
    return 0.0;
  }
  return sumGradient[i];
}
`;

/** Throws unless the residual is f32 of x's shape. */
export function expectResidual(op: string, x: TensorSpec, residual: TensorSpec): void {
  expectDType(op, 'residual', residual, 'f32');
  if (!sameShape(x.shape, residual.shape)) {
    throw new CraftError(
      'shape.mismatch',
      `${op}: expected x and residual of one shape but received ${formatShape(x.shape)} and ${formatShape(residual.shape)}`,
    );
  }
}
