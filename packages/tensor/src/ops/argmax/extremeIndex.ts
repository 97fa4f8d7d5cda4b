import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { defineOp, expectDType, input, launch } from '../op.ts';
import { assertNotEmpty, lanes } from '../reduction/reduction.ts';
import orderedKeyWgsl from '../sort/orderedKey.wgsl';
import wgsl from './extremeIndex.wgsl';

/** What an index of an extreme value is sought along. */
export interface IndexAttributes {
  /** Non-negative. */
  readonly axis: number;
}

/** The op of argmax and argmin: out[o, i] = index of the extreme of x[o, :, i]. */
export function extremeIndexOp(name: string, { least }: { readonly least: boolean }) {
  const kernel = defineKernel({
    name,
    reads: { x: 'f32' },
    writes: { out: 'i32' },
    params: { outer: 'u32', reduce: 'u32', inner: 'u32' },
    wgsl: `${orderedKeyWgsl}\n${wgsl}`,
    constants: ({ inner, reduce }) => ({
      LANES: lanes(inner, reduce),
      ROWS: inner === 1 ? 1 : 0,
      LEAST: least ? 1 : 0,
    }),
    workgroups: ({ outer, reduce, inner }) => Math.ceil((outer * inner) / (256 / lanes(inner, reduce))),
    tasks: ({ outer, inner }) => outer * inner,
    grain: ({ reduce }) => Math.ceil(16384 / (reduce + 1)),
  });
  return defineOp<IndexAttributes>({
    name,
    kernels: [kernel],
    outputs: (specs, { axis }) => {
      const x = input(specs, 0);
      expectDType(name, 'a tensor', x, 'f32');
      assertNotEmpty(name, x.shape, [axis]);
      return [{ shape: x.shape.filter((_, i) => i !== axis), dtype: 'i32' }];
    },
    forward: ({ inputs, outputs, attributes: { axis } }) => {
      const { shape } = input(inputs, 0);
      launch(kernel, inputs, outputs, {
        outer: sizeOf(shape.slice(0, axis)),
        reduce: shape[axis] ?? 1,
        inner: sizeOf(shape.slice(axis + 1)),
      });
    },
    backward: { none: 'an index does not change smoothly' },
    flops: (specs) => sizeOf(input(specs, 0).shape),
  });
}
