import { defineKernel } from '../../backend/kernel.ts';
import type { Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { fillKernel } from '../fill/fill.ts';
import type { Lines } from '../gather/gatherTo.ts';
import { launch } from '../op.ts';
import { radixSort, radixSortKernels } from '../radixSort/radixSort.ts';
import { contiguousStrides, stridedCopy, stridedCopyKernel } from '../stridedCopy/stridedCopy.ts';
import keysWgsl from './scatterKeys.wgsl';
import linesWgsl from './scatterLines.wgsl';
import runsWgsl from './scatterRuns.wgsl';

const lineSizes = { outer: 'u32', length: 'u32', picks: 'u32', inner: 'u32' } as const;

/** out[o, index[o, k, i], i] += source[o, k, i]; one invocation adds up one line (o, i), k by k. */
const scatterLinesKernel = defineKernel({
  name: 'scatterLines',
  reads: { index: 'i32', source: 'f32' },
  writes: { out: 'f32' },
  params: lineSizes,
  wgsl: linesWgsl,
  workgroups: ({ outer, inner }) => Math.ceil((outer * inner) / 256),
  tasks: ({ outer, inner }) => outer * Math.ceil(inner / 64),
  grain: ({ picks, inner }) => Math.ceil(16384 / (picks * Math.min(inner, 64) + 1)),
});

/** The flat place in out of every element of source. */
const scatterKeysKernel = defineKernel({
  name: 'scatterKeys',
  only: 'webgpu',
  reads: { index: 'i32' },
  writes: { keys: 'i32' },
  params: lineSizes,
  wgsl: keysWgsl,
  workgroups: ({ outer, picks, inner }) => Math.ceil((outer * picks * inner) / 256),
  tasks: () => 0,
});

/** out[key] += the source's elements of that key, by the invocation that finds the first of them. */
const scatterRunsKernel = defineKernel({
  name: 'scatterRuns',
  only: 'webgpu',
  reads: { keys: 'i32', order: 'i32', source: 'f32' },
  writes: { out: 'f32' },
  params: { n: 'u32' },
  wgsl: runsWgsl,
  workgroups: ({ n }) => Math.ceil(n / 256),
  tasks: () => 0,
});

export const scatterKernels = [
  scatterLinesKernel,
  scatterKeysKernel,
  scatterRunsKernel,
  ...radixSortKernels,
  fillKernel,
  stridedCopyKernel,
] as const;

/**
 * Fills out with `base` (null: zeros) and adds source [outer, picks, inner] to it at the index's positions of
 * each line, in the order of k: sums repeat exactly. Outside autograd.
 */
export function scatterTo(
  base: Tensor | null,
  index: Tensor,
  source: Tensor,
  out: Tensor,
  lines: Lines,
): void {
  const { device } = source;
  if (out.size === 0) return;
  if (base) {
    const walk = { offset: 0, strides: contiguousStrides(out.shape) };
    stridedCopy(base, walk, out, walk, out.shape);
  } else {
    launch(fillKernel, [], [out], { n: out.size, word: 0 });
  }
  // A GPU has few invocations to give to few lines; then each place in out is one's work, found by sorting.
  if (device.kind === 'webgpu' && lines.outer * lines.inner < 256 && lines.picks > 1024) {
    const n = source.size;
    const keys = emptyTensor([n], 'i32', device);
    launch(scatterKeysKernel, [index], [keys], lines);
    const sorted = radixSort(keys, { rows: 1, columns: n, limit: out.size });
    launch(scatterRunsKernel, [sorted.keys, sorted.order, source], [out], { n });
    for (const one of [keys, sorted.keys, sorted.order]) one.dispose();
  } else {
    launch(scatterLinesKernel, [index, source], [out], lines);
  }
}

/** Zeros of the shape with source added: the gradient of what `gatherTo` took. Outside autograd. */
export function scatterAlong(index: Tensor, source: Tensor, shape: Shape, lines: Lines): Tensor {
  const out = emptyTensor(shape, 'f32', source.device);
  scatterTo(null, index, source, out, lines);
  return out;
}
