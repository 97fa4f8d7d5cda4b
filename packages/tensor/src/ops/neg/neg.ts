import type { Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply } from '../op.ts';
import wgsl from './neg.wgsl';

export const negOp = unaryOp(unaryKernel('neg', wgsl), (_, gradient) => scaled(gradient, -1));

/** −x elementwise. f32. */
export function neg(x: Tensor): Tensor {
  return apply(negOp, [x], null);
}
