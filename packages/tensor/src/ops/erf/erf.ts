import type { Tensor } from '../../tensor.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryKernel, unaryOp } from '../elementwise/unary.ts';
import { apply, input } from '../op.ts';
import normal from '../gelu/gelu.wgsl';
import wgsl from './erf.wgsl';
import backwardWgsl from './erfBackward.wgsl';

const backwardKernel = binaryKernel('erfBackward', backwardWgsl);

export const erfOp = unaryOp(
  unaryKernel('erf', `${normal}${wgsl}`),
  ({ inputs }, gradient) => binaryRaw(backwardKernel, input(inputs, 0), gradient),
  [backwardKernel],
);

/** The error function 2/√π · ∫₀ˣ e^(−t²) dt elementwise. f32. */
export function erf(x: Tensor): Tensor {
  return apply(erfOp, [x], null);
}
