import type { Tensor } from '../../tensor.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import keepNan from '../isNan/keepNan.wgsl';
import { mul } from '../mul/mul.ts';
import { apply, input } from '../op.ts';
import wgsl from './exp.wgsl';

export const expOp = unaryOp(unaryKernel('exp', `${keepNan}${wgsl}`), ({ outputs }, gradient) =>
  mul(gradient, input(outputs, 0)),
);

/** e^x elementwise. f32. */
export function exp(x: Tensor): Tensor {
  return apply(expOp, [x], null);
}
