import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, type Shape } from '../../shape.ts';
import type { ParamValues } from '../../backend/kernel.ts';
import { expectDType, type TensorSpec } from '../op.ts';

type Pair = readonly [number, number];

/** How windows lie on an image: all of one size, or as many as are wanted. */
export type PoolAttributes = {
  /** What messages call the operation; its name ends in its number of spatial axes. */
  readonly op: string;
  /** Whether the windows of an average count the zeros around the image. */
  readonly countIncludePad: boolean;
} & (
  | {
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Pair;
      readonly dilation: Pair;
      readonly ceilMode: boolean;
    }
  | { readonly outputSize: Pair }
);

/** What the kernels take: planes are images of one channel; extents are those of dilated windows. */
export const poolParams = {
  planes: 'u32',
  height: 'u32',
  width: 'u32',
  outHeight: 'u32',
  outWidth: 'u32',
  extentH: 'u32',
  extentW: 'u32',
  strideH: 'u32',
  strideW: 'u32',
  padH: 'u32',
  padW: 'u32',
  dilationH: 'u32',
  dilationW: 'u32',
  adaptive: 'u32',
  countIncludePad: 'u32',
} as const;

/** The shape of a pooled x [B, C, H, W], and what the kernels take. */
export function poolSizes(
  x: TensorSpec,
  attributes: PoolAttributes,
): { readonly shape: Shape; readonly params: ParamValues<typeof poolParams> } {
  const { op, countIncludePad } = attributes;
  expectDType(op, 'x', x, 'f32');
  if (x.shape.length !== 4) {
    throw new CraftError('pool.rank', `${op}: expected x [B, C, H, W] but received ${formatShape(x.shape)}`);
  }
  const [batch = 0, channels = 0] = x.shape;
  const size = [axisLength(x.shape, 2), axisLength(x.shape, 3)] as const;
  const [out, extent, stride, padding, dilation] = windows(op, size, attributes);
  if (size.some((length) => length === 0) || out.some((length) => length < 1)) {
    const shown = op.endsWith('1d') ? [...x.shape.slice(0, -2), size[1]] : x.shape;
    throw new CraftError('pool.size', `${op}: the windows leave nothing of x ${formatShape(shown)}`);
  }
  return {
    shape: [batch, channels, ...out],
    params: {
      planes: batch * channels,
      height: size[0],
      width: size[1],
      outHeight: out[0],
      outWidth: out[1],
      extentH: extent[0],
      extentW: extent[1],
      strideH: stride[0],
      strideW: stride[1],
      padH: padding[0],
      padW: padding[1],
      dilationH: dilation[0],
      dilationW: dilation[1],
      adaptive: 'outputSize' in attributes ? 1 : 0,
      countIncludePad: countIncludePad ? 1 : 0,
    },
  };
}

/** Sizes of the result and of the windows, their steps, the padding, and the steps within a window. */
function windows(
  op: string,
  size: Pair,
  attributes: PoolAttributes,
): readonly [Pair, Pair, Pair, Pair, Pair] {
  const ones = [1, 1] as const;
  if ('outputSize' in attributes) return [attributes.outputSize, ones, ones, [0, 0], ones];
  const { kernel, stride, padding, dilation, ceilMode } = attributes;
  if (padding.some((pad, axis) => 2 * pad > (kernel[axis] ?? 0))) {
    throw new CraftError(
      'window.options',
      `${op}: expected a padding of at most half the window ${JSON.stringify(kernel)} but received ${JSON.stringify(padding)}`,
    );
  }
  const extent = (axis: 0 | 1) => dilation[axis] * (kernel[axis] - 1) + 1;
  const length = (axis: 0 | 1) => {
    const steps = (size[axis] + 2 * padding[axis] - extent(axis)) / stride[axis];
    const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // A window that begins behind the image sees nothing.
    return ceilMode && (count - 1) * stride[axis] >= size[axis] + padding[axis] ? count - 1 : count;
  };
  return [[length(0), length(1)], [extent(0), extent(1)], stride, padding, dilation];
}
