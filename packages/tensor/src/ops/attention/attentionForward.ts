import { defineKernel, sizeBucket } from '../../backend/kernel.ts';
import type { Tensor } from '../../tensor.ts';
import { forEachFloat, forFloat, type FloatElements } from '../halves/floats.ts';
import { widened } from '../halves/widened.ts';
import { launch, type ParamSources } from '../op.ts';
import philoxWgsl from '../random/philox.wgsl';
import { dropoutParams } from './attentionDropout.ts';
import dropoutWgsl from './attentionDropout.wgsl';
import forwardWgsl from './attentionForward.wgsl';
import lanesWgsl from './attentionLanes.wgsl';
import loadsWgsl from './attentionLoads.wgsl';
import { maskParams } from './attentionMask.ts';
import maskWgsl from './attentionMask.wgsl';
import rowsWgsl from './attentionRows.wgsl';
import tilesWgsl from './attentionTiles.wgsl';
import { headConstants, headVectors, lanesBlock, softwareBlock } from './headVectors.ts';

const vectors = headVectors('q', 'k', 'v');
const body = (elements: FloatElements, rows: string) =>
  [elements.wgsl, philoxWgsl, dropoutWgsl, maskWgsl, vectors, rows, rowsWgsl, forwardWgsl].join('\n');
const workgroups = (block: number, values: { batch: number; heads: number; queries: number }) =>
  values.batch * values.heads * Math.ceil(values.queries / block);

/**
 * Where the heads lie, in elements, so that q, k and v may lie in one packed tensor or in caches; and the
 * sizes of the work.
 */
export const operandParams = {
  heads: 'u32',
  kvHeads: 'u32',
  headDim: 'u32',
  queries: 'u32',
  keys: 'u32',
  qRow: 'u32',
  qBatch: 'u32',
  kOffset: 'u32',
  vOffset: 'u32',
  kvRow: 'u32',
  kvBatch: 'u32',
  batch: 'u32',
  scale: 'f32',
  /** Queries that the CPU has in hand at once. */
  queryBlock: 'u32',
} as const;

/** The shapes of attention among which one of its kernels' bodies may be faster than another. */
export function attentionClass(values: {
  batch: number;
  heads: number;
  queries: number;
  keys: number;
  headDim: number;
}): string {
  const { batch, heads, queries, keys, headDim } = values;
  return `${sizeBucket(queries)}×${sizeBucket(keys)}×${headDim} ·${sizeBucket(batch * heads)}`;
}

/** Softmax(scale·q·kᵀ + bias)·v and the log-sum-exp of every query. */
export const attentionForwardKernels = forEachFloat((elements) =>
  defineKernel({
    name: `attentionForward${elements.suffix}`,
    // On the CPU, which computes in f32 anyway, halves are widened before.
    ...(elements.suffix ? { only: 'webgpu' } : {}),
    reads: { q: elements.vector, k: elements.vector, v: elements.vector, bias: 'f32', documents: 'i32' },
    writes: { out: elements.scalar, lse: 'f32' },
    params: { ...operandParams, ...maskParams, ...dropoutParams },
    wgsl: body(elements, tilesWgsl),
    workgroups: (values) => workgroups(64, values),
    variants: {
      software: {
        wgsl: body(elements, loadsWgsl),
        workgroups: (values) => workgroups(softwareBlock(values), values),
      },
      lanes: {
        wgsl: `enable subgroups;\n${body(elements, lanesWgsl)}`,
        workgroups: (values) => workgroups(lanesBlock(values), values),
      },
    },
    shapeClass: attentionClass,
    constants: headConstants,
    tasks: ({ batch, heads, queries, queryBlock }) => batch * heads * Math.ceil(queries / queryBlock),
  }),
);

/** Launches the forward kernel over q, k, v, bias and documents into the output and the log-sum-exp. */
export function attentionForward(
  reads: readonly [q: Tensor, k: Tensor, v: Tensor, bias: Tensor, documents: Tensor],
  writes: readonly Tensor[],
  params: ParamSources<(typeof attentionForwardKernels)['f32']['params']>,
): void {
  const [q] = reads;
  if (q.dtype === 'f16' && q.device.kind === 'cpu') {
    widened(reads, writes, (wide, results) => launch(attentionForwardKernels.f32, wide, results, params));
  } else {
    launch(forFloat(attentionForwardKernels, q), reads, writes, params);
  }
}

/** Queries a CPU task takes: fewer where heads are few, so that threads share one sequence. */
export function forwardBlock(heads: number, queries: number): number {
  const most = heads >= 32 ? 512 : 64;
  return Math.min(most, Math.ceil(queries / 4) * 4);
}
