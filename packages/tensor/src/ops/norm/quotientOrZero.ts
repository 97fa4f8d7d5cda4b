import { binaryKernel } from '../elementwise/binary.ts';

/** a / b, 0 where b is: a gradient through a length that is 0 counts as none. */
export const quotientOrZeroKernel = binaryKernel(
  'quotientOrZero',
  'fn apply(a: vec4f, b: vec4f) -> vec4f { return select(a / b, vec4f(0.0), b == vec4f(0.0)); }',
);
