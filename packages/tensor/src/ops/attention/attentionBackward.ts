import { defineKernel, type ParamValues } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { forEachFloat, forFloat, type FloatElements } from '../halves/floats.ts';
import { widened } from '../halves/widened.ts';
import { sumTo } from '../elementwise/binary.ts';
import { launch } from '../op.ts';
import philoxWgsl from '../random/philox.wgsl';
import biasWgsl from './attentionBias.wgsl';
import deltaWgsl from './attentionDelta.wgsl';
import { dropoutParams, type DropoutValues } from './attentionDropout.ts';
import dropoutWgsl from './attentionDropout.wgsl';
import { attentionClass, operandParams } from './attentionForward.ts';
import keysWgsl from './attentionKeys.wgsl';
import lanesWgsl from './attentionLanes.wgsl';
import loadsWgsl from './attentionLoads.wgsl';
import { maskParams } from './attentionMask.ts';
import maskWgsl from './attentionMask.wgsl';
import queriesWgsl from './attentionQueries.wgsl';
import rowsWgsl from './attentionRows.wgsl';
import statsWgsl from './attentionStats.wgsl';
import statsLanesWgsl from './attentionStatsLanes.wgsl';
import tilesWgsl from './attentionTiles.wgsl';
import { headConstants, headVectors, lanesBlock, softwareBlock } from './headVectors.ts';

/** dq lies as q does; dk and dv lie in one tensor, in rows and sequences as far apart as those of k and v. */
const params = {
  ...operandParams,
  ...maskParams,
  dkOffset: 'u32',
  dvOffset: 'u32',
  ...dropoutParams,
} as const;
type Values = ParamValues<typeof params>;

/** The whole gradient in one pass; the CPU's cut, where one thread owns a head. */
const attentionBackwardKernel = defineKernel({
  name: 'attentionBackward',
  only: 'cpu',
  reads: {
    q: 'f32',
    k: 'f32',
    v: 'f32',
    bias: 'f32',
    documents: 'i32',
    out: 'f32',
    gradient: 'f32',
    lse: 'f32',
  },
  writes: { dq: 'f32', dkv: 'f32' },
  params,
  wgsl: '',
  workgroups: () => 0,
  tasks: ({ batch, kvHeads }) => batch * kvHeads,
});

/** stats[b, h, t] = (log-sum-exp, Σ_d out·gradient). */
const attentionDeltaKernels = forEachFloat(({ suffix, scalar, wgsl }) =>
  defineKernel({
    name: `attentionDelta${suffix}`,
    ...(suffix ? { only: 'webgpu' } : {}),
    reads: { out: scalar, gradient: scalar, lse: 'f32' },
    writes: { stats: 'f32' },
    params: { heads: 'u32', headDim: 'u32', queries: 'u32', batch: 'u32' },
    wgsl: `${wgsl}\n${deltaWgsl}`,
    workgroups: ({ batch, heads, queries }) => Math.ceil((batch * heads * queries) / 64),
    tasks: ({ batch, heads, queries }) => batch * heads * queries,
    grain: ({ headDim }) => Math.ceil(8192 / (headDim + 1)),
  }),
);

const readsOf = ({ vector }: FloatElements) =>
  ({
    q: vector,
    k: vector,
    v: vector,
    bias: 'f32',
    documents: 'i32',
    gradient: vector,
    stats: 'f32',
  }) as const;
const vectors = [philoxWgsl, dropoutWgsl, maskWgsl, headVectors('q', 'k', 'v', 'gradient')].join('\n');
const body = ({ wgsl }: FloatElements, rows: string, stats: string, main: string) =>
  [wgsl, vectors, rows, rowsWgsl, stats, main].join('\n');

/** A kernel of one workgroup per block of queries or keys of a head. */
function sideKernel(
  name: string,
  main: string,
  written: string,
  blocks: (values: Values) => readonly [heads: number, rows: number],
) {
  const workgroups = (block: number, values: Values) => {
    const [heads, rows] = blocks(values);
    return values.batch * heads * Math.ceil(rows / block);
  };
  return forEachFloat((elements) =>
    defineKernel({
      name: `${name}${elements.suffix}`,
      only: 'webgpu',
      reads: readsOf(elements),
      writes: { [written]: elements.scalar },
      params,
      wgsl: body(elements, tilesWgsl, statsWgsl, main),
      workgroups: (values) => workgroups(64, values),
      variants: {
        software: {
          wgsl: body(elements, loadsWgsl, statsWgsl, main),
          workgroups: (values) => workgroups(softwareBlock(values), values),
        },
        lanes: {
          wgsl: `enable subgroups;\n${body(elements, lanesWgsl, statsLanesWgsl, main)}`,
          workgroups: (values) => workgroups(lanesBlock(values), values),
        },
      },
      shapeClass: attentionClass,
      constants: headConstants,
      tasks: () => 0,
    }),
  );
}

const attentionQueriesKernels = sideKernel('attentionQueries', queriesWgsl, 'dq', (values) => [
  values.heads,
  values.queries,
]);
const attentionKeysKernels = sideKernel('attentionKeys', keysWgsl, 'dkv', (values) => [
  values.kvHeads,
  values.keys,
]);

/** The bias's gradient, summed over the sequences and heads that share it. */
const attentionBiasKernels = forEachFloat((elements) =>
  defineKernel({
    name: `attentionBias${elements.suffix}`,
    ...(elements.suffix ? { only: 'webgpu' } : {}),
    reads: readsOf(elements),
    writes: { dbias: 'f32' },
    params: { ...operandParams, ...maskParams, biasBatches: 'u32', biasHeads: 'u32', ...dropoutParams },
    wgsl: `${elements.wgsl}\n${vectors}\n${biasWgsl}`,
    workgroups: ({ biasBatches, biasHeads, queries, keys }) =>
      Math.ceil((biasBatches * biasHeads * queries * keys) / 64),
    constants: headConstants,
    tasks: ({ biasBatches, biasHeads, queries }) => biasBatches * biasHeads * queries,
  }),
);

export const attentionBackwardKernels = [
  attentionBackwardKernel,
  ...Object.values(attentionDeltaKernels),
  ...Object.values(attentionQueriesKernels),
  ...Object.values(attentionKeysKernels),
  ...Object.values(attentionBiasKernels),
];

/** What attention was computed from, and what it gave. */
export interface AttentionTensors {
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly bias: Tensor | undefined;
  readonly documents: Tensor | undefined;
  readonly out: Tensor;
  readonly lse: Tensor;
}

/** Writes dq, and dk and dv into dkv; returns the bias's gradient where it is wanted. */
export function attentionBackward(
  tensors: AttentionTensors,
  gradient: Tensor,
  results: readonly [Tensor, Tensor],
  values: BackwardValues,
  wantsBias: boolean,
): Tensor | null {
  const { q, k, v, out } = tensors;
  if (q.dtype !== 'f16' || q.device.kind !== 'cpu') {
    return runBackward(tensors, gradient, results, values, wantsBias);
  }
  return widened([q, k, v, out, gradient], results, (reads, writes) => {
    const [wq, wk, wv, wOut, wGradient] = reads as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const wide = { ...tensors, q: wq, k: wk, v: wv, out: wOut };
    return runBackward(wide, wGradient, writes as [Tensor, Tensor], values, wantsBias);
  });
}

type BackwardValues = Omit<Values, keyof DropoutValues | 'queryBlock'> & DropoutValues;

function runBackward(
  { q, k, v, bias, documents, out, lse }: AttentionTensors,
  gradient: Tensor,
  [dq, dkv]: readonly [Tensor, Tensor],
  values: BackwardValues,
  wantsBias: boolean,
): Tensor | null {
  const { device } = q;
  const { heads, headDim, queries, keys, batch } = values;
  // All that a task holds of a block of queries has to fit into a thread's scratch memory of 8 MiB.
  const queryBlock = Math.min(headDim > 128 ? 512 : 1024, Math.ceil(queries / 64) * 64);
  const all = { ...values, queryBlock };
  const operands = [q, k, v, bias ?? q, documents ?? q];
  const onCpu = device.kind === 'cpu';
  if (onCpu) launch(attentionBackwardKernel, [...operands, out, gradient, lse], [dq, dkv], all);
  if (onCpu && !wantsBias) return null;
  const stats = emptyTensor([...lse.shape, 2], 'f32', device);
  launch(forFloat(attentionDeltaKernels, q), [out, gradient, lse], [stats], {
    heads,
    headDim,
    queries,
    batch,
  });
  if (!onCpu) {
    launch(forFloat(attentionQueriesKernels, q), [...operands, gradient, stats], [dq], all);
    launch(forFloat(attentionKeysKernels, q), [...operands, gradient, stats], [dkv], all);
  }
  let dbias: Tensor | null = null;
  if (bias && wantsBias) {
    const [biasBatches = 1, biasHeads = 1] = bias.shape;
    const full = emptyTensor([biasBatches, biasHeads, queries, keys], 'f32', device);
    const params = { ...all, biasBatches, biasHeads };
    launch(forFloat(attentionBiasKernels, q), [...operands, gradient, stats], [full], params);
    dbias = sumTo(full, bias.shape);
    if (dbias !== full) full.dispose();
  }
  stats.dispose();
  return dbias;
}
