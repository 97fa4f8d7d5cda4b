import { defineKernel } from '../../backend/kernel.ts';
import type { DType } from '../../dtype.ts';
import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { unaryFlops, unaryKernel } from '../elementwise/unary.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { reshape } from '../reshape/reshape.ts';
import fromF16 from './fromF16.wgsl';
import fromF32 from './fromF32.wgsl';
import toF16 from './toF16.wgsl';

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

const halfParams = { n: 'u32' } as const;

/** To the nearest half, of two equally near the even one; 8 elements are 4 words. */
const f32ToF16 = defineKernel({
  name: 'castF32ToF16',
  reads: { x: floats },
  writes: { out: unsigned },
  params: halfParams,
  wgsl: toF16,
  workgroups: ({ n }) => Math.ceil(n / 2048),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});
const f16ToF32 = defineKernel({
  name: 'castF16ToF32',
  reads: { x: unsigned },
  writes: { out: floats },
  params: halfParams,
  wgsl: fromF16,
  workgroups: ({ n }) => Math.ceil(n / 2048),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/** What leads from one dtype to another; from and to f16 by way of f32. */
const kernels: Readonly<Record<DType, Partial<Record<DType, typeof wordsToWords>>>> = {
  f32: { i32: f32ToI32, u32: f32ToU32, bool: f32ToBool, f16: f32ToF16 },
  i32: { f32: i32ToF32, u32: wordsToWords, bool: wordsToBool },
  u32: { f32: u32ToF32, i32: wordsToWords, bool: wordsToBool },
  bool: { f32: u32ToF32, i32: wordsToWords, u32: wordsToWords },
  f16: { f32: f16ToF32 },
};

export const castOp = defineOp<{ readonly dtype: DType }>({
  name: 'cast',
  halves: true,
  kernels: [f32ToI32, f32ToU32, f32ToBool, f32ToF16, i32ToF32, u32ToF32, wordsToBool, wordsToWords, f16ToF32],
  outputs: (specs, { dtype }) => [{ shape: input(specs, 0).shape, dtype }],
  forward: ({ inputs, outputs, attributes }) => {
    const { dtype, size } = input(inputs, 0);
    const kernel = kernels[dtype][attributes.dtype];
    if (!kernel) throw new CraftError('dtype.cast', `cast: no kernel from ${dtype} to ${attributes.dtype}`);
    launch(kernel, inputs, outputs, { n: size });
  },
  backward: ({ inputs }, gradient) => [cast(gradient, input(inputs, 0).dtype)],
  flops: unaryFlops,
});

/**
 * The values as another dtype; a view where it is x's own. f32 → i32 and u32 drops the fraction, takes what
 * lies outside the range to its end, and NaN to 0; between i32 and u32 the bits stay; everything but 0 is
 * true; f32 → f16 rounds to nearest, of two equally near to the even one, and is infinite from 65,520 on. The
 * gradient passes between f32 and f16, in the dtype of x.
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return reshape(x, x.shape);
  const byF32 = (x.dtype === 'f16' && dtype !== 'f32') || (dtype === 'f16' && x.dtype !== 'f32');
  return apply(castOp, [byF32 ? cast(x, 'f32') : x], { dtype });
}

/** Overwrites an f16 tensor with an f32 one of its size. */
export function castInto(x: Tensor, out: Tensor): void {
  launch(f32ToF16, [x], [out], { n: x.size });
}
