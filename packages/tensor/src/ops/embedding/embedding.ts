import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { rowGrain } from '../rows/rowLanes.ts';
import wgsl from './embedding.wgsl';
import backwardWgsl from './embeddingBackward.wgsl';
import { sortIds, sortIdsKernels } from './sortIds.ts';

const embeddingKernel = defineKernel({
  name: 'embedding',
  reads: { ids: 'i32', weight: 'f32' },
  writes: { out: 'f32' },
  params: { n: 'u32', columns: 'u32', tokens: 'u32' },
  wgsl,
  workgroups: ({ n, columns }) => Math.ceil((n * columns) / 256),
  tasks: ({ n }) => n,
  grain: ({ columns }) => rowGrain(columns),
});

/** dweight[t] = Σ gradient[order[k]] for k from starts[t] to starts[t + 1], in that order. */
const embeddingBackwardKernel = defineKernel({
  name: 'embeddingBackward',
  reads: { order: 'i32', starts: 'i32', gradient: 'f32' },
  writes: { dweight: 'f32' },
  params: { tokens: 'u32', columns: 'u32', width: 'u32' },
  wgsl: backwardWgsl,
  // A small vocabulary has long runs: more invocations share one.
  constants: ({ tokens }) => ({ LANES: tokens <= 4096 ? 8 : 4 }),
  workgroups: ({ tokens, columns }) => tokens * Math.ceil(columns / (tokens <= 4096 ? 32 : 64)),
  tasks: ({ tokens, columns, width }) => Math.min(tokens, 256) * Math.ceil(columns / width),
});

export const embeddingOp = defineOp<null>({
  name: 'embedding',
  kernels: [embeddingKernel, embeddingBackwardKernel, ...sortIdsKernels],
  outputs: (specs) => {
    const ids = input(specs, 0);
    const weight = input(specs, 1);
    expectDType('embedding', 'ids', ids, 'i32');
    expectDType('embedding', 'weight', weight, 'f32');
    const [tokens, columns] = weight.shape;
    if (weight.shape.length !== 2 || tokens === undefined || columns === undefined || tokens === 0) {
      throw new CraftError(
        'shape.mismatch',
        `embedding: expected weight of shape [V, C] with V ≥ 1 but received ${formatShape(weight.shape)}`,
      );
    }
    return [{ shape: [...ids.shape, columns], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs }) => {
    const ids = input(inputs, 0);
    launch(embeddingKernel, inputs, outputs, { n: ids.size, ...table(input(inputs, 1)) });
  },
  backward: ({ inputs }, gradient) => {
    const weight = input(inputs, 1);
    const { order, starts } = sortIds(input(inputs, 0), table(weight).tokens);
    const dweight = emptyTensor(weight.shape, 'f32', weight.device);
    const size = table(weight);
    launch(embeddingBackwardKernel, [order, starts, gradient], [dweight], {
      ...size,
      // Where tokens are few, one of them may have most of the work.
      width: Math.max(1, size.tokens <= 1024 ? Math.min(size.columns, 64) : size.columns),
    });
    order.dispose();
    starts.dispose();
    return [null, dweight];
  },
  flops: () => 0,
});

/**
 * Rows of a table: ids i32 [...], weight f32 [V, C] → [..., C]. An id below 0 or above V − 1 counts as
 * the nearest row, so that no memory outside is touched: check ids where they are made (`checkIds`).
 * The gradient of a row adds up its uses in the order of the ids and repeats exactly.
 */
export function embedding(ids: Tensor, weight: Tensor): Tensor {
  return apply(embeddingOp, [ids, weight], null);
}

function table({ shape: [tokens = 0, columns = 0] }: Tensor) {
  return { tokens, columns };
}
