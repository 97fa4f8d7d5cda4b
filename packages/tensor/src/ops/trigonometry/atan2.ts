import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import { mulKernel } from '../mul/mul.ts';
import { apply, input, type BackwardContext } from '../op.ts';
import arctangent from './arctangent.wgsl';

/** x / (x² + y²), 0 at the origin: the slope by y. */
const slopeKernel = binaryKernel(
  'atan2Slope',
  `fn apply(y: vec4f, x: vec4f) -> vec4f {
    let squares = x * x + y * y;
    return select(x / squares, vec4f(0.0), squares == vec4f(0.0));
  }`,
);
/** −y / (x² + y²), 0 at the origin: the slope by x. */
const crossSlopeKernel = binaryKernel(
  'atan2CrossSlope',
  `fn apply(y: vec4f, x: vec4f) -> vec4f {
    let squares = x * x + y * y;
    return select(-y / squares, vec4f(0.0), squares == vec4f(0.0));
  }`,
);

export const atan2Op = binaryOp(
  binaryKernel('atan2', `${arctangent}fn apply(y: vec4f, x: vec4f) -> vec4f { return arctangent4(y, x); }`),
  (context, gradient) => [
    () => along(slopeKernel, context, gradient),
    () => along(crossSlopeKernel, context, gradient),
  ],
  [slopeKernel, crossSlopeKernel, mulKernel],
);

function along(kernel: typeof slopeKernel, { inputs }: BackwardContext<null>, gradient: Tensor): Tensor {
  const slopes = binaryRaw(kernel, input(inputs, 0), input(inputs, 1));
  const result = binaryRaw(mulKernel, gradient, slopes);
  slopes.dispose();
  return result;
}

/** The angle in [−π, π] of the point (x, y), with broadcasting; the gradient at the origin is 0. f32. */
export function atan2(y: Tensor, x: Tensor): Tensor {
  return apply(atan2Op, [y, x], null);
}
