import { CraftError } from '../../errors.ts';
import { axisLength, formatShape, type Shape } from '../../shape.ts';
import { expectDType, input, type TensorSpec } from '../op.ts';
import type { ConvGeometry } from './convKernels.ts';

type Pair = readonly [number, number];

/** A convolution's options, one per axis. */
export interface ConvAttributes {
  /** What messages call the operation; its name ends in its number of spatial axes. */
  readonly op: string;
  readonly stride: Pair;
  /** Zeros before and after, along the height and the width; the transpose crops as many. */
  readonly padding: readonly [Pair, Pair];
  readonly dilation: Pair;
  readonly groups: number;
  /** Added to the size of a transpose's result, at the end. */
  readonly outputPadding: Pair;
}

/** A shape as the caller of a 1d operation knows it. */
function shown({ op }: ConvAttributes, shape: Shape): string {
  return formatShape(op.endsWith('1d') ? [...shape.slice(0, -2), ...shape.slice(-1)] : shape);
}

function fail(code: string, attributes: ConvAttributes, message: string): CraftError {
  return new CraftError(code, `${attributes.op}: ${message}`);
}

function operands(specs: readonly TensorSpec[], attributes: ConvAttributes, transposed: boolean) {
  const { op, groups } = attributes;
  const x = input(specs, 0);
  const weight = input(specs, 1);
  const bias = specs[2];
  expectDType(op, 'x', x, 'f32');
  expectDType(op, 'a weight', weight, 'f32');
  if (bias) expectDType(op, 'a bias', bias, 'f32');
  if (x.shape.length !== 4 || weight.shape.length !== 4) {
    throw fail(
      'conv.rank',
      attributes,
      `expected x [B, C, H, W] and a weight of four axes but received ${formatShape(x.shape)} and ${formatShape(weight.shape)}`,
    );
  }
  const channels = axisLength(x.shape, 1);
  const [first, second] = [axisLength(weight.shape, 0), axisLength(weight.shape, 1)];
  const taken = transposed ? first : second * groups;
  if (!Number.isInteger(groups) || groups < 1 || first % groups !== 0 || taken !== channels) {
    throw fail(
      'conv.channels',
      attributes,
      `x ${shown(attributes, x.shape)} has ${channels} channels but weight ${shown(attributes, weight.shape)} with groups ${groups} ` +
        (first % groups === 0 ? `takes ${taken}` : `does not divide its first axis`),
    );
  }
  const out = transposed ? second * groups : first;
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== out)) {
    throw fail(
      'conv.bias',
      attributes,
      `expected a bias of shape [${out}] but received ${formatShape(bias.shape)}`,
    );
  }
  return { x, weight, channels, out };
}

function expectSize(attributes: ConvAttributes, x: Shape, weight: Shape, out: Shape): void {
  if (out.slice(2).every((length) => length > 0) && weight.slice(2).every((length) => length > 0)) return;
  throw fail(
    'conv.size',
    attributes,
    `a window of ${shown(attributes, weight.slice(2))} leaves nothing of x ${shown(attributes, x)}`,
  );
}

/** Shape of a convolution's result and the sizes its kernels take. */
export function convSizes(specs: readonly TensorSpec[], attributes: ConvAttributes) {
  const { x, weight, out } = operands(specs, attributes, false);
  const { stride, padding, dilation, groups } = attributes;
  const length = (axis: 0 | 1) => {
    const [before, after] = padding[axis];
    const span = dilation[axis] * (axisLength(weight.shape, axis + 2) - 1) + 1;
    return Math.floor((axisLength(x.shape, axis + 2) + before + after - span) / stride[axis]) + 1;
  };
  const shape = [axisLength(x.shape, 0), out, length(0), length(1)];
  expectSize(attributes, x.shape, weight.shape, shape);
  const sizes = geometry(x.shape, shape, weight.shape, attributes);
  return { shape, sizes: flattened({ ...sizes, rows: out / groups, depth: axisLength(weight.shape, 1) }) };
}

/** The same of a transpose, whose kernels take the sizes of the convolution from its result to x. */
export function convTransposeSizes(specs: readonly TensorSpec[], attributes: ConvAttributes) {
  const { x, weight, channels, out } = operands(specs, attributes, true);
  const { stride, padding, dilation, groups, outputPadding } = attributes;
  if (outputPadding.some((extra, axis) => extra >= Math.max(stride[axis] ?? 1, dilation[axis] ?? 1))) {
    throw fail(
      'window.options',
      attributes,
      `expected outputPadding below stride or dilation but received ${JSON.stringify(outputPadding)}`,
    );
  }
  const length = (axis: 0 | 1) => {
    const [before, after] = padding[axis];
    const span = dilation[axis] * (axisLength(weight.shape, axis + 2) - 1) + 1;
    return (axisLength(x.shape, axis + 2) - 1) * stride[axis] - before - after + span + outputPadding[axis];
  };
  const shape = [axisLength(x.shape, 0), out, length(0), length(1)];
  expectSize(attributes, x.shape, weight.shape, shape);
  const sizes = geometry(shape, x.shape, weight.shape, attributes);
  return {
    shape,
    sizes: flattened({ ...sizes, rows: channels / groups, depth: axisLength(weight.shape, 1) }),
  };
}

function geometry(source: Shape, out: Shape, weight: Shape, attributes: ConvAttributes) {
  const { stride, padding, dilation, groups } = attributes;
  return {
    batch: axisLength(source, 0),
    groups,
    height: axisLength(source, 2),
    width: axisLength(source, 3),
    outHeight: axisLength(out, 2),
    outWidth: axisLength(out, 3),
    kernelH: axisLength(weight, 2),
    kernelW: axisLength(weight, 3),
    strideH: stride[0],
    strideW: stride[1],
    padH: padding[0][0],
    padW: padding[1][0],
    dilationH: dilation[0],
    dilationW: dilation[1],
  };
}

/** Where nothing moves, an image is one long row. */
function flattened(sizes: ConvGeometry): ConvGeometry {
  const { height, width, outHeight, outWidth, kernelH, kernelW, strideH, strideW, padH, padW } = sizes;
  const same = height === outHeight && width === outWidth && kernelH === 1 && kernelW === 1;
  if (!same || strideH !== 1 || strideW !== 1 || padH !== 0 || padW !== 0) return sizes;
  return { ...sizes, height: 1, width: height * width, outHeight: 1, outWidth: height * width };
}

/** The sizes from a convolution's result back to its source, as `convolve` takes them for a transpose. */
export function turned(sizes: ConvGeometry): ConvGeometry {
  const { rows, depth, height, width, outHeight, outWidth } = sizes;
  return {
    ...sizes,
    rows: depth,
    depth: rows,
    height: outHeight,
    width: outWidth,
    outHeight: height,
    outWidth: width,
  };
}
