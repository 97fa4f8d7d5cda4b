import type { Tensor } from '../../tensor.ts';
import { CraftError } from '../../errors.ts';
import { binaryKernel, binaryRaw } from '../elementwise/binary.ts';
import { unaryFlops, unaryKernel, unaryOutputs } from '../elementwise/unary.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import geluFunctions from './gelu.wgsl';
import geluTanhFunctions from './geluTanh.wgsl';

const valueOf = (name: string) => `fn apply(x: vec4f) -> vec4f { return ${name}(x); }`;
const slopeOf = (name: string) => `fn apply(a: vec4f, b: vec4f) -> vec4f { return b * ${name}(a); }`;

const kernels = {
  none: {
    forward: unaryKernel('gelu', `${geluFunctions}\n${valueOf('gelu4')}`),
    backward: binaryKernel('geluBackward', `${geluFunctions}\n${slopeOf('geluGradient4')}`),
  },
  tanh: {
    forward: unaryKernel('geluTanh', `${geluTanhFunctions}\n${valueOf('geluTanh4')}`),
    backward: binaryKernel('geluTanhBackward', `${geluTanhFunctions}\n${slopeOf('geluTanhGradient4')}`),
  },
};

/** gradient · gelu'(x) from x and the gradient, exact and with the tanh form. */
export const geluBackwardKernel = kernels.none.backward;
export const geluTanhBackwardKernel = kernels.tanh.backward;

interface GeluAttributes {
  readonly approximate: 'none' | 'tanh';
}

export const geluOp = defineOp<GeluAttributes>({
  name: 'gelu',
  kernels: [kernels.none.forward, kernels.none.backward, kernels.tanh.forward, kernels.tanh.backward],
  outputs: (specs, { approximate }) => {
    if (!(approximate in kernels)) {
      throw new CraftError(
        'gelu.approximate',
        `gelu: expected approximate to be 'none' or 'tanh' but received ${JSON.stringify(approximate)}`,
      );
    }
    return unaryOutputs('gelu', specs);
  },
  forward: ({ inputs, outputs, attributes: { approximate } }) =>
    launch(kernels[approximate].forward, inputs, outputs, { n: input(inputs, 0).size }),
  backward: ({ inputs, attributes: { approximate } }, gradient) => [
    binaryRaw(kernels[approximate].backward, input(inputs, 0), gradient),
  ],
  flops: unaryFlops,
});

/**
 * x·Φ(x) elementwise, Φ being the normal distribution's cumulative function; with
 * `approximate: 'tanh'`, ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). f32. Hendrycks and Gimpel, "Gaussian
 * Error Linear Units (GELUs)", 2016.
 */
export function gelu(x: Tensor, options: Partial<GeluAttributes> = {}): Tensor {
  return apply(geluOp, [x], { approximate: options.approximate ?? 'none' });
}
