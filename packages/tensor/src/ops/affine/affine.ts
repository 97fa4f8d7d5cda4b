import type { Scalar } from '../../compile/scalar.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { unaryFlops, unaryKernel, unaryOutputs } from '../elementwise/unary.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import wgsl from './affine.wgsl';

const affineKernel = unaryKernel('affine', wgsl, { scale: 'f32', shift: 'f32' });

interface AffineAttributes {
  readonly scale: number | Scalar;
  readonly shift: number | Scalar;
}

export const affineOp = defineOp<AffineAttributes>({
  name: 'affine',
  kernels: [affineKernel],
  outputs: (specs) => unaryOutputs('affine', specs),
  forward: ({ inputs, outputs, attributes }) =>
    launch(affineKernel, inputs, outputs, { n: input(inputs, 0).size, ...attributes }),
  backward: ({ attributes: { scale } }, gradient) => [scale === 1 ? gradient : scaled(gradient, scale)],
  flops: (specs) => 2 * unaryFlops(specs),
});

/**
 * x·scale + shift elementwise, by host numbers that travel with the launch: nothing is uploaded. f32.
 * A shift of −0 (the default) leaves the sign of zeros alone.
 */
export function affine(x: Tensor, scale: number | Scalar, shift: number | Scalar = -0): Tensor {
  return apply(affineOp, [x], { scale, shift });
}

/** x·scale outside autograd; for gradient rules. */
export function scaled(x: Tensor, scale: number | Scalar): Tensor {
  const out = emptyTensor(x.shape, 'f32', x.device);
  launch(affineKernel, [x], [out], { n: x.size, scale, shift: -0 });
  return out;
}
