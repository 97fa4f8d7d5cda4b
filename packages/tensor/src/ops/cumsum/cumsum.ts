import { defineKernel } from '../../backend/kernel.ts';
import { normalizeAxis, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import wgsl from './cumsum.wgsl';

/** out[o, k, i] = Σ of x[o, j, i] over j ≤ k, or with `reverse` over j ≥ k. */
function cumsumKernel(name: string, element: 'f32' | 'u32') {
  return defineKernel({
    name,
    reads: { x: element },
    writes: { out: element },
    params: { outer: 'u32', length: 'u32', inner: 'u32', reverse: 'u32' },
    wgsl: `alias Element = ${element};\n${wgsl}`,
    constants: (params) => ({ ROWS: byRows(params) ? 1 : 0 }),
    workgroups: (params) => (byRows(params) ? params.outer : Math.ceil((params.outer * params.inner) / 256)),
    tasks: ({ outer, inner }) => outer * Math.ceil(inner / 64),
    grain: ({ length, inner }) => Math.ceil(16384 / (length * Math.min(inner, 64) + 1)),
  });
}

/** Whether a workgroup shares a row; short ones are not worth the barriers. */
function byRows({ length, inner }: { readonly length: number; readonly inner: number }): boolean {
  return inner === 1 && length > 128;
}

const floatKernel = cumsumKernel('cumsum', 'f32');
const wordsKernel = cumsumKernel('cumsumWords', 'u32');

interface CumsumAttributes {
  /** Non-negative. */
  readonly axis: number;
}

function scan(x: Tensor, out: Tensor, axis: number, reverse: 0 | 1): void {
  if (x.size === 0) return;
  launch(x.dtype === 'f32' ? floatKernel : wordsKernel, [x], [out], {
    outer: sizeOf(x.shape.slice(0, axis)),
    length: x.shape[axis] ?? 1,
    inner: sizeOf(x.shape.slice(axis + 1)),
    reverse,
  });
}

export const cumsumOp = defineOp<CumsumAttributes>({
  name: 'cumsum',
  kernels: [floatKernel, wordsKernel],
  outputs: (specs) => {
    const { shape, dtype } = input(specs, 0);
    expectDType('cumsum', 'a tensor', { shape, dtype }, 'f32', 'i32', 'u32');
    return [{ shape, dtype }];
  },
  forward: ({ inputs, outputs, attributes: { axis } }) => scan(input(inputs, 0), input(outputs, 0), axis, 0),
  backward: ({ attributes: { axis } }, gradient) => {
    const result = emptyTensor(gradient.shape, 'f32', gradient.device);
    scan(gradient, result, axis, 1);
    return [result];
  },
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

/**
 * Running sum along an axis: element k of the result is the sum of elements 0 to k. f32, or i32 and u32 (modulo
 * 2³²). Throws `shape.axis`.
 */
export function cumsum(x: Tensor, axis: number): Tensor {
  return apply(cumsumOp, [x], { axis: normalizeAxis('cumsum', axis, x.rank) });
}
