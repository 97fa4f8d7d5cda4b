import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import keepNan from '../isNan/keepNan.wgsl';
import { apply, input } from '../op.ts';
import expMinusOne from './expMinusOne.wgsl';
import wgsl from './expm1.wgsl';
import backwardWgsl from './expm1Backward.wgsl';

const backwardKernel = binaryKernel('expm1Backward', backwardWgsl);

export const expm1Op = unaryOp(
  unaryKernel('expm1', `${keepNan}${expMinusOne}${wgsl}`),
  ({ outputs }, gradient) => binaryRaw(backwardKernel, input(outputs, 0), gradient),
  [backwardKernel],
);

/** e^x − 1 elementwise, accurate also where x is small. f32. */
export function expm1(x: Tensor): Tensor {
  return apply(expm1Op, [x], null);
}
