import type { DType } from '../../dtype.ts';
import type { Tensor } from '../../tensor.ts';
import { unaryFlops, unaryKernel } from '../elementwise/unary.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { reshape } from '../reshape/reshape.ts';
import fromF32 from './fromF32.wgsl';

const [floats, signed, unsigned] = ['vec4<f32>', 'vec4<i32>', 'vec4<u32>'] as const;

const f32ToI32 = unaryKernel(
  'castF32ToI32',
  `${fromF32}fn apply(x: vec4u) -> vec4i { return toI32(x); }`,
  {},
  { from: unsigned, to: signed },
);
const f32ToU32 = unaryKernel(
  'castF32ToU32',
  `${fromF32}fn apply(x: vec4u) -> vec4u { return toU32(x); }`,
  {},
  { from: unsigned, to: unsigned },
);
const f32ToBool = unaryKernel(
  'castF32ToBool',
  'fn apply(x: vec4u) -> vec4u { return vec4u((x & vec4u(0x7fffffffu)) != vec4u(0u)); }',
  {},
  { from: unsigned, to: unsigned },
);
const i32ToF32 = unaryKernel(
  'castI32ToF32',
  'fn apply(x: vec4i) -> vec4f { return vec4f(x); }',
  {},
  { from: signed, to: floats },
);
const u32ToF32 = unaryKernel(
  'castU32ToF32',
  'fn apply(x: vec4u) -> vec4f { return vec4f(x); }',
  {},
  { from: unsigned, to: floats },
);
const wordsToBool = unaryKernel(
  'castWordsToBool',
  'fn apply(x: vec4u) -> vec4u { return vec4u(x != vec4u(0u)); }',
  {},
  { from: unsigned, to: unsigned },
);
/** i32 and u32 share their bits, and bool has those of 1 and 0. */
const wordsToWords = unaryKernel(
  'castWords',
  'fn apply(x: vec4u) -> vec4u { return x; }',
  {},
  { from: unsigned, to: unsigned },
);

const kernels = {
  f32: { f32: wordsToWords, i32: f32ToI32, u32: f32ToU32, bool: f32ToBool },
  i32: { f32: i32ToF32, i32: wordsToWords, u32: wordsToWords, bool: wordsToBool },
  u32: { f32: u32ToF32, i32: wordsToWords, u32: wordsToWords, bool: wordsToBool },
  bool: { f32: u32ToF32, i32: wordsToWords, u32: wordsToWords, bool: wordsToWords },
};

export const castOp = defineOp<{ readonly dtype: DType }>({
  name: 'cast',
  kernels: [f32ToI32, f32ToU32, f32ToBool, i32ToF32, u32ToF32, wordsToBool, wordsToWords],
  outputs: (specs, { dtype }) => [{ shape: input(specs, 0).shape, dtype }],
  forward: ({ inputs, outputs, attributes }) => {
    const { dtype, size } = input(inputs, 0);
    launch(kernels[dtype][attributes.dtype], inputs, outputs, { n: size });
  },
  backward: (_, gradient) => [gradient],
  flops: unaryFlops,
});

/**
 * The values as another dtype; a view where it is x's own. f32 → i32 and u32 drops the fraction, takes what
 * lies outside the range to its end, and NaN to 0; between i32 and u32 the bits stay; everything but 0 is
 * true. The gradient passes from f32 to f32 only.
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? reshape(x, x.shape) : apply(castOp, [x], { dtype });
}
