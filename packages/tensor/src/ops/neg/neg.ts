import type { Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply } from '../op.ts';
import wgsl from './neg.wgsl';

/** Whole numbers of either kind, modulo 2³². */
const negWordsKernel = unaryKernel(
  'negWords',
  'fn apply(x: vec4u) -> vec4u { return vec4u(0u) - x; }',
  {},
  { from: 'vec4<u32>', to: 'vec4<u32>' },
);

export const negOp = unaryOp(
  { f32: unaryKernel('neg', wgsl), i32: negWordsKernel, u32: negWordsKernel },
  (_, gradient) => scaled(gradient, -1),
);

/** −x elementwise. f32, or i32 and u32 (modulo 2³²). */
export function neg(x: Tensor): Tensor {
  return apply(negOp, [x], null);
}
