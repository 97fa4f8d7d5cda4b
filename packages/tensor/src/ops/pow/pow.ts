import { CraftError } from '../../errors.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import { binaryRaw } from '../elementwise/binary.ts';
import { unaryFlops, unaryKernel, unaryOutputs } from '../elementwise/unary.ts';
import { fillKernel, filled } from '../fill/fill.ts';
import keepNan from '../isNan/keepNan.wgsl';
import { mulKernel } from '../mul/mul.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import wgsl from './pow.wgsl';
import { powTensorOp } from './powTensor.ts';

const powKernel = unaryKernel('pow', `${keepNan}${wgsl}`, {
  exponent: 'f32',
  squared: 'u32',
  halves: 'u32',
  parity: 'u32',
});

/** Largest exponent that is worked out by squaring. */
const mostSquared = 64;

function powParams(n: number, exponent: number) {
  const halves = Math.abs(exponent) * 2;
  return {
    n,
    exponent,
    /** Whether the exponent is a small multiple of ½. */
    squared: Number.isInteger(halves) && halves <= 2 * mostSquared ? 1 : 0,
    halves,
    /** 1 for odd, 2 for even whole exponents, 0 for others. */
    parity: Number.isInteger(exponent) ? (exponent % 2 === 0 ? 2 : 1) : 0,
  };
}

interface PowAttributes {
  readonly exponent: number;
}

export const powOp = defineOp<PowAttributes>({
  name: 'pow',
  kernels: [powKernel, mulKernel, fillKernel],
  outputs: (specs, { exponent }) => {
    if (!Number.isFinite(exponent)) {
      throw new CraftError(
        'pow.exponent',
        `pow: expected a finite number as exponent but received ${exponent}`,
      );
    }
    return unaryOutputs('pow', specs);
  },
  forward: ({ inputs, outputs, attributes: { exponent } }) => {
    const x = input(inputs, 0);
    launch(powKernel, [x], outputs, powParams(x.size, exponent));
  },
  backward: ({ inputs, attributes: { exponent } }, gradient) => {
    const x = input(inputs, 0);
    if (exponent === 0) return [filled(x.shape, 0, x.device)];
    const slope = emptyTensor(x.shape, 'f32', x.device);
    launch(powKernel, [x], [slope], powParams(x.size, exponent - 1));
    const product = binaryRaw(mulKernel, slope, gradient);
    slope.dispose();
    const result = scaled(product, exponent);
    product.dispose();
    return [result];
  },
  flops: unaryFlops,
});

/**
 * x to the power of a number, or of a tensor that broadcasts with it, elementwise. Negative numbers have whole powers only (others give NaN);
 * x⁰ is 1 also at 0 and NaN. f32. Throws `pow.exponent` unless a number is finite.
 */
export function pow(x: Tensor, exponent: Tensor | number): Tensor {
  if (typeof exponent !== 'number') return apply(powTensorOp, [x, exponent], null);
  return apply(powOp, [x], { exponent });
}
