import { defineKernel } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import countWgsl from './radixCount.wgsl';
import keyWgsl from './radixKey.wgsl';
import offsetsWgsl from './radixOffsets.wgsl';
import scatterWgsl from './radixScatter.wgsl';

const size = { rows: 'u32', columns: 'u32', shift: 'u32', limit: 'u32' } as const;

/** Chunks of 256 keys in that many rows. */
function chunksOf(rows: number, columns: number): number {
  return rows * Math.ceil(columns / 256);
}

/** counts[chunk, d]: keys of a chunk whose digit of eight bits at `shift` is d. */
const radixCountKernel = defineKernel({
  name: 'radixCount',
  reads: { keys: 'i32' },
  writes: { counts: 'u32' },
  params: size,
  wgsl: `${keyWgsl}\n${countWgsl}`,
  workgroups: ({ rows, columns }) => chunksOf(rows, columns),
  tasks: ({ rows, columns }) => chunksOf(rows, columns),
  grain: () => 16,
});

/** Turns the counts into the places in its row where each chunk's keys of each digit begin. */
const radixOffsetsKernel = defineKernel({
  name: 'radixOffsets',
  reads: {},
  writes: { counts: 'u32' },
  params: { rows: 'u32', chunks: 'u32' },
  wgsl: offsetsWgsl,
  workgroups: ({ rows }) => rows,
  tasks: ({ rows }) => rows,
  grain: ({ chunks }) => Math.ceil(16 / (chunks + 1)),
});

/** Moves keys, and where they came from, to their places by one digit; equal ones keep their order. */
const radixScatterKernel = defineKernel({
  name: 'radixScatter',
  reads: { keys: 'i32', order: 'i32' },
  writes: { offsets: 'u32', sortedKeys: 'i32', sortedOrder: 'i32' },
  params: size,
  wgsl: `${keyWgsl}\n${scatterWgsl}`,
  workgroups: ({ rows, columns }) => chunksOf(rows, columns),
  tasks: ({ rows, columns }) => chunksOf(rows, columns),
  grain: () => 8,
});

export const radixSortKernels = [radixCountKernel, radixOffsetsKernel, radixScatterKernel] as const;

/** Rows of keys, each of them sorted by itself. */
export interface RadixSizes {
  readonly rows: number;
  readonly columns: number;
  /** Keys are whole numbers from 0 to limit − 1, and what is outside counts as the nearest; 0: any u32. */
  readonly limit: number;
}

/**
 * Sorts rows of 32-bit keys upwards: the keys, and `order`, the positions in the row that they came from;
 * equal keys keep their order. Eight bits per pass, so the work is linear in the number of keys and nothing
 * is left to the order in which threads run. The order goes to `target` where one is given. Outside autograd.
 */
export function radixSort(
  keys: Tensor,
  { rows, columns, limit }: RadixSizes,
  target?: Tensor,
): { readonly keys: Tensor; readonly order: Tensor } {
  const make = (length: number): Tensor => emptyTensor([length], 'i32', keys.device);
  const counts = make(chunksOf(rows, columns) * 256);
  const greatest = limit === 0 ? 2 ** 32 - 1 : limit - 1;
  let current = { keys, order: keys };
  for (let shift = 0; shift < 32 && (shift === 0 || greatest >= 2 ** shift); shift += 8) {
    const params = { rows, columns, shift, limit };
    const last = shift === 24 || greatest < 2 ** (shift + 8);
    const order = (last && target) || make(rows * columns);
    const next = { keys: make(rows * columns), order };
    launch(radixCountKernel, [current.keys], [counts], params);
    launch(radixOffsetsKernel, [], [counts], { rows, chunks: Math.ceil(columns / 256) });
    launch(radixScatterKernel, [current.keys, current.order], [counts, next.keys, next.order], params);
    if (shift > 0) {
      current.keys.dispose();
      current.order.dispose();
    }
    current = next;
  }
  counts.dispose();
  return current;
}
