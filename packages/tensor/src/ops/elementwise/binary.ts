import { defineKernel } from '../../backend/kernel.ts';
import type { DType } from '../../dtype.ts';
import { CraftError } from '../../errors.ts';
import { broadcastShapes, formatShape, sameShape, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { defineOp, expectDType, input, launch, type BackwardContext, type TensorSpec } from '../op.ts';
import { sum } from '../sum/sum.ts';
import { dtypesOf, kernelFor, kernelList, kernelsByDType, type KernelsByDType } from './kernelsByDType.ts';
import template from './binary.wgsl';

/**
 * Kernel of an elementwise function of two tensors that broadcast. `apply` is WGSL:
 * `fn apply(a: vec4f, b: vec4f) -> vec4f`, or of vectors of `element`. The CPU body is the exported
 * `name(a: v128, b: v128): v128`.
 */
export function binaryKernel(name: string, apply: string, element: 'f32' | 'i32' | 'u32' = 'f32') {
  return defineKernel({
    name,
    reads: { a: element, b: element },
    writes: { out: `vec4<${element}>` },
    params: {
      d0: 'u32',
      d1: 'u32',
      d2: 'u32',
      d3: 'u32',
      a0: 'u32',
      a1: 'u32',
      a2: 'u32',
      a3: 'u32',
      b0: 'u32',
      b1: 'u32',
      b2: 'u32',
      b3: 'u32',
    },
    wgsl: `alias Operands = vec4<${element}>;\n${apply}\n${template}`,
    workgroups: ({ d0, d1, d2, d3 }) => Math.ceil((d0 * d1 * d2 * d3) / 1024),
    // Without broadcasting but of whole operands, no index needs taking apart.
    constants: ({ d0, d1, d2 }) => ({ FLAT: d0 * d1 * d2 === 1 ? 1 : 0 }),
    tasks: ({ d0, d1, d2, d3 }) => d0 * d1 * d2 * Math.ceil(d3 / 4096),
    grain: ({ d3 }) => Math.ceil(8192 / Math.min(d3, 4096)),
    elementwise: { layout: 'broadcast', wgsl: apply },
  });
}

export type BinaryKernel = ReturnType<typeof binaryKernel>;

/** Launches a binary kernel over tensors whose shapes broadcast to `out`'s. */
export function launchBinary(kernel: BinaryKernel, a: Tensor, b: Tensor, out: Tensor): void {
  if (out.size === 0) return;
  launch(kernel, [a, b], [out], broadcastParams(kernel.name, a.shape, b.shape, out.shape));
}

/**
 * An op around a binary kernel, or one per dtype. `backward` returns gradients of the output's shape; they
 * are summed to the inputs'.
 */
export function binaryOp(
  kernels: BinaryKernel | KernelsByDType<BinaryKernel>,
  backward: (context: BackwardContext<null>, gradient: Tensor) => [() => Tensor, () => Tensor],
  extraKernels: readonly Parameters<typeof launch>[0][] = [],
) {
  const byDType = kernelsByDType(kernels);
  const { name } = byDType.f32;
  return defineOp<null>({
    name,
    kernels: [...kernelList(byDType), ...extraKernels],
    outputs: (specs) => [binaryOutput(name, specs, dtypesOf(byDType))],
    forward: ({ inputs, outputs }) => {
      const a = input(inputs, 0);
      launchBinary(kernelFor(byDType, a.dtype), a, input(inputs, 1), input(outputs, 0));
    },
    backward: (context, gradient) => {
      const [forA, forB] = backward(context, gradient);
      return [forA, forB].map((make, i) => {
        if (!context.needs[i]) return null;
        const full = make();
        const reduced = sumTo(full, input(context.inputs, i).shape);
        if (reduced !== full && full !== gradient) full.dispose();
        return reduced;
      });
    },
    flops: binaryFlops,
  });
}

/** The shape and dtype rule: operands of one dtype out of `dtypes`, which broadcast. */
export function binaryOutput(
  name: string,
  specs: readonly TensorSpec[],
  dtypes: readonly DType[],
): TensorSpec {
  const [a, b] = [input(specs, 0), input(specs, 1)];
  expectDType(name, 'the first operand', a, ...dtypes);
  expectDType(name, 'the second operand', b, a.dtype);
  return { shape: broadcastShapes(name, a.shape, b.shape), dtype: a.dtype };
}

/** One operation per element of the result. */
export function binaryFlops(specs: readonly TensorSpec[]): number {
  return sizeOf(broadcastShapes('binary', input(specs, 0).shape, input(specs, 1).shape));
}

/** Allocates the broadcast result and runs the kernel outside autograd; for gradient rules. */
export function binaryRaw(kernel: BinaryKernel, a: Tensor, b: Tensor): Tensor {
  const out = emptyTensor(broadcastShapes(kernel.name, a.shape, b.shape), 'f32', a.device);
  launchBinary(kernel, a, b, out);
  return out;
}

/** Sums over the axes along which `shape` was broadcast; the tensor itself where there are none. f16 adds up in f32. */
export function sumTo(tensor: Tensor, shape: Shape): Tensor {
  if (sameShape(tensor.shape, shape)) return tensor;
  if (tensor.dtype === 'f16') {
    const wide = tensor.to('f32');
    const sums = sumTo(wide, shape);
    const own = sums.to('f16');
    for (const one of [wide, sums]) one.dispose();
    return own;
  }
  const lead = tensor.rank - shape.length;
  const axes = tensor.shape.flatMap((length, axis) =>
    axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
  );
  const reduced = sum(tensor, axes, { keepDims: true });
  const view = reduced.alias(shape);
  reduced.dispose();
  return view;
}

/** Merges axes that broadcast alike and lays out what is left as four dimensions with strides. */
function broadcastParams(name: string, a: Shape, b: Shape, out: Shape) {
  const dims: number[] = [];
  const strides: [number[], number[]] = [[], []];
  const stepA = broadcastStrides(a, out);
  const stepB = broadcastStrides(b, out);
  for (let axis = out.length - 1; axis >= 0; axis--) {
    const length = out[axis] ?? 1;
    const sa = stepA[axis] ?? 0;
    const sb = stepB[axis] ?? 0;
    if (length === 1) continue;
    const outer = dims[0];
    const [ta, tb] = [strides[0][0] ?? 0, strides[1][0] ?? 0];
    if (outer !== undefined && sa === ta * outer && sb === tb * outer) {
      dims[0] = outer * length;
      continue;
    }
    dims.unshift(length);
    strides[0].unshift(sa);
    strides[1].unshift(sb);
  }
  if (dims.length > 4) {
    throw new CraftError(
      'shape.broadcast',
      `${name}: broadcasting ${formatShape(a)} with ${formatShape(b)} alternates over more than four groups of axes`,
      { hint: 'expand() one operand first' },
    );
  }
  const pad = 4 - dims.length;
  const [d0 = 1, d1 = 1, d2 = 1, d3 = 1] = [...Array<number>(pad).fill(1), ...dims];
  const zeros = Array<number>(pad).fill(0);
  const [a0 = 0, a1 = 0, a2 = 0, a3 = 0] = [...zeros, ...strides[0]];
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = [...zeros, ...strides[1]];
  return { d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3 };
}

/** Element strides of `shape` seen as `out`, 0 along broadcast axes. */
function broadcastStrides(shape: Shape, out: Shape): number[] {
  const strides = Array<number>(out.length).fill(0);
  let step = 1;
  for (let i = 1; i <= shape.length; i++) {
    const length = shape[shape.length - i] ?? 1;
    if (length !== 1) strides[out.length - i] = step;
    step *= length;
  }
  return strides;
}
