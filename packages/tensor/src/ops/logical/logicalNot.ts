import type { Tensor } from '../../tensor.ts';
import { unaryKernel, unaryPredicateOp } from '../elementwise/unary.ts';
import { apply } from '../op.ts';
import { truthOf } from './logical.ts';

export const logicalNotOp = unaryPredicateOp(
  unaryKernel(
    'logicalNot',
    'fn apply(x: vec4u) -> vec4u { return x ^ vec4u(1u); }',
    {},
    { from: 'vec4<u32>', to: 'vec4<u32>' },
  ),
  'bool',
);

/** Not x elementwise, as bool; numbers count as true unless they are 0. No gradient. */
export function logicalNot(x: Tensor): Tensor {
  return apply(logicalNotOp, [truthOf(x)], null);
}
