import { defineKernel } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import countWgsl from './idCount.wgsl';
import offsetsWgsl from './idOffsets.wgsl';
import scatterWgsl from './idScatter.wgsl';
import startsWgsl from './idStarts.wgsl';

/** counts[chunk, d]: ids in a chunk of 256 whose digit of eight bits at `shift` is d. */
const idCountKernel = defineKernel({
  name: 'idCount',
  reads: { keys: 'i32' },
  writes: { counts: 'u32' },
  params: { n: 'u32', shift: 'u32', tokens: 'u32' },
  wgsl: countWgsl,
  workgroups: ({ n }) => Math.ceil(n / 256),
  tasks: ({ n }) => Math.ceil(n / 256),
  grain: () => 16,
});

/** Turns the counts into the places where each chunk's ids of each digit begin. */
const idOffsetsKernel = defineKernel({
  name: 'idOffsets',
  reads: {},
  writes: { counts: 'u32' },
  params: { chunks: 'u32' },
  wgsl: offsetsWgsl,
  workgroups: () => 1,
  tasks: () => 1,
});

/** Moves ids, and where they came from, to their places by one digit; equal ones keep their order. */
const idScatterKernel = defineKernel({
  name: 'idScatter',
  reads: { keys: 'i32', values: 'i32' },
  writes: { offsets: 'u32', sortedKeys: 'i32', sortedValues: 'i32' },
  params: { n: 'u32', shift: 'u32', tokens: 'u32' },
  wgsl: scatterWgsl,
  workgroups: ({ n }) => Math.ceil(n / 256),
  tasks: ({ n }) => Math.ceil(n / 256),
  grain: () => 8,
});

/** starts[t]: number of sorted ids below t, for t from 0 to tokens. */
const idStartsKernel = defineKernel({
  name: 'idStarts',
  reads: { keys: 'i32' },
  writes: { starts: 'i32' },
  params: { n: 'u32', tokens: 'u32' },
  wgsl: startsWgsl,
  workgroups: ({ tokens }) => Math.ceil((tokens + 1) / 256),
  tasks: ({ tokens }) => Math.ceil((tokens + 1) / 1024),
  grain: () => 8,
});

export const sortIdsKernels = [idCountKernel, idOffsetsKernel, idScatterKernel, idStartsKernel] as const;

/**
 * Groups ids by value: `order` [n] lists their positions by ascending id and, among equal ids, by
 * position; those of id t stand at starts[t] … starts[t + 1] − 1 (`starts` is [tokens + 1]). Ids outside
 * 0 … tokens − 1 count as the nearest. A radix sort of eight bits per pass, so the work is linear in n and
 * nothing is left to the order in which threads run. i32, outside autograd.
 */
export function sortIds(ids: Tensor, tokens: number): { order: Tensor; starts: Tensor } {
  const { device, size: n } = ids;
  const make = (length: number) => emptyTensor([length], 'i32', device);
  const chunks = Math.ceil(n / 256);
  const counts = make(chunks * 256);
  let keys = ids;
  let order = ids;
  for (let shift = 0; shift === 0 || tokens - 1 >= 2 ** shift; shift += 8) {
    const digit = { n, shift, tokens };
    const sortedKeys = make(n);
    const sortedOrder = make(n);
    launch(idCountKernel, [keys], [counts], digit);
    launch(idOffsetsKernel, [], [counts], { chunks });
    launch(idScatterKernel, [keys, order], [counts, sortedKeys, sortedOrder], digit);
    if (shift > 0) {
      keys.dispose();
      order.dispose();
    }
    keys = sortedKeys;
    order = sortedOrder;
  }
  const starts = make(tokens + 1);
  launch(idStartsKernel, [keys], [starts], { n, tokens });
  keys.dispose();
  counts.dispose();
  return { order, starts };
}
