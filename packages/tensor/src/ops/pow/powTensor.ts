import { binaryKernel, binaryOp, binaryRaw } from '../elementwise/binary.ts';
import keepNan from '../isNan/keepNan.wgsl';
import { mulKernel } from '../mul/mul.ts';
import { input, type BackwardContext } from '../op.ts';
import type { Tensor } from '../../tensor.ts';
import functions from './powTensor.wgsl';

const kernel = binaryKernel(
  'powTensor',
  `${keepNan}${functions}fn apply(x: vec4f, p: vec4f) -> vec4f { return power4(x, p); }`,
);

/** p·x^(p − 1), 0 where p is. */
const baseSlopeKernel = binaryKernel(
  'powBaseSlope',
  `${keepNan}${functions}fn apply(x: vec4f, p: vec4f) -> vec4f {
    return select(p * power4(x, p - 1.0), vec4f(0.0), p == vec4f(0.0));
  }`,
);

/** x^p·ln x, 0 where x is and p is not negative. */
const exponentSlopeKernel = binaryKernel(
  'powExponentSlope',
  `${keepNan}${functions}fn apply(x: vec4f, p: vec4f) -> vec4f {
    return select(power4(x, p) * log(x), vec4f(0.0), (x == vec4f(0.0)) & (p >= vec4f(0.0)));
  }`,
);

/** The public function is `pow`. */
export const powTensorOp = binaryOp(
  kernel,
  (context, gradient) => [
    () => slope(baseSlopeKernel, context, gradient),
    () => slope(exponentSlopeKernel, context, gradient),
  ],
  [baseSlopeKernel, exponentSlopeKernel, mulKernel],
);

function slope(kernel: typeof baseSlopeKernel, { inputs }: BackwardContext<null>, gradient: Tensor): Tensor {
  const slopes = binaryRaw(kernel, input(inputs, 0), input(inputs, 1));
  const result = binaryRaw(mulKernel, gradient, slopes);
  slopes.dispose();
  return result;
}
