import type { Tensor } from '../../tensor.ts';
import { binaryFlops, binaryKernel, binaryOutput, launchBinary } from '../elementwise/binary.ts';
import { kernelFor, kernelList } from '../elementwise/kernelsByDType.ts';
import { defineOp, input } from '../op.ts';
import order from './order.wgsl';

const dtypes = ['f32', 'i32', 'u32', 'bool'] as const;

/** What a relation says of words whose keys are a and b; `!=` is true of NaN, the others false. */
export type Relation = '==' | '!=' | '<' | '<=';

/** The kernels of a relation: `name` for f32, `nameI32` and `nameU32` (also for bool). Results are bool. */
export function relationKernels(name: string, relation: Relation) {
  const compare = (key: string, nan: string) =>
    `${order}fn apply(a: vec4u, b: vec4u) -> vec4u { return vec4u((${key}(a) ${relation} ${key}(b))${nan}); }`;
  const nan = relation === '!=' ? ' | unordered(a, b)' : ' & !unordered(a, b)';
  const words = binaryKernel(`${name}U32`, compare('keyOfU32', ''), 'u32');
  return {
    f32: binaryKernel(name, compare('keyOfF32', nan), 'u32'),
    i32: binaryKernel(`${name}I32`, compare('keyOfI32', ''), 'u32'),
    u32: words,
    bool: words,
  };
}

/** An op that compares two tensors of one dtype; `swapped` gives the relation b to a. */
export function comparisonOp(
  name: string,
  kernels: ReturnType<typeof relationKernels>,
  { swapped = false }: { readonly swapped?: boolean } = {},
) {
  return defineOp<null>({
    name,
    kernels: kernelList(kernels),
    outputs: (specs) => [{ ...binaryOutput(name, specs, dtypes), dtype: 'bool' }],
    forward: ({ inputs, outputs }) => {
      const [a, b]: [Tensor, Tensor] = [input(inputs, 0), input(inputs, 1)];
      const kernel = kernelFor(kernels, a.dtype);
      launchBinary(kernel, swapped ? b : a, swapped ? a : b, input(outputs, 0));
    },
    backward: { none: 'true and false do not change smoothly' },
    flops: binaryFlops,
  });
}
