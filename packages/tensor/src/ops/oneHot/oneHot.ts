import { defineKernel } from '../../backend/kernel.ts';
import { hostValues } from '../../dtype.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import wgsl from './oneHot.wgsl';

const oneHotKernel = defineKernel({
  name: 'oneHot',
  reads: { ids: 'i32' },
  writes: { out: 'u32' },
  params: { n: 'u32', classes: 'u32', word: 'u32' },
  wgsl,
  workgroups: ({ n, classes }) => Math.ceil((n * classes) / 256),
  tasks: ({ n }) => n,
  grain: ({ classes }) => Math.ceil(16384 / (classes + 4)),
});

/** Dtypes whose elements are words. */
type OneHotDType = 'f32' | 'i32' | 'u32' | 'bool';

interface OneHotAttributes {
  readonly classes: number;
  readonly dtype: OneHotDType;
}

export const oneHotOp = defineOp<OneHotAttributes>({
  name: 'oneHot',
  kernels: [oneHotKernel],
  outputs: (specs, { classes, dtype }) => {
    const ids = input(specs, 0);
    expectDType('oneHot', 'ids', ids, 'i32');
    if (!Number.isInteger(classes) || classes < 0) {
      throw new CraftError(
        'oneHot.classes',
        `oneHot: expected a whole number of classes for ids ${formatShape(ids.shape)} but received ${classes}`,
      );
    }
    return [{ shape: [...ids.shape, classes], dtype }];
  },
  forward: ({ inputs, outputs, attributes: { classes, dtype } }) => {
    const ids = input(inputs, 0);
    const word = dtype === 'f32' ? floatOne : 1;
    launch(oneHotKernel, [ids], outputs, { n: ids.size, classes, word });
  },
  backward: { none: 'ids do not change smoothly' },
  flops: (specs, { classes }) => sizeOf(input(specs, 0).shape) * classes,
});

const [floatOne = 0] = new Uint32Array(hostValues('f32', [1]).buffer);

/**
 * 1 at the place of each id and 0 elsewhere: ids i32 [...] → [..., classes] of `dtype` (default f32). An id
 * outside 0 … classes − 1 gives zeros. No gradient. Throws `oneHot.classes`.
 */
export function oneHot(ids: Tensor, classes: number, options: { readonly dtype?: OneHotDType } = {}): Tensor {
  return apply(oneHotOp, [ids], { classes, dtype: options.dtype ?? 'f32' });
}
