import { defineKernel, type ParamValues } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { launch } from '../op.ts';
import philoxWgsl from '../random/philox.wgsl';
import deltaWgsl from './attentionDelta.wgsl';
import { dropoutParams, type DropoutValues } from './attentionDropout.ts';
import dropoutWgsl from './attentionDropout.wgsl';
import keysWgsl from './attentionKeys.wgsl';
import loadsWgsl from './attentionLoads.wgsl';
import queriesWgsl from './attentionQueries.wgsl';
import tilesWgsl from './attentionTiles.wgsl';
import { headConstants, headVectors, softwareBlock } from './headVectors.ts';

const params = {
  heads: 'u32',
  kvHeads: 'u32',
  headDim: 'u32',
  tokens: 'u32',
  batch: 'u32',
  causal: 'u32',
  scale: 'f32',
  queryBlock: 'u32',
  ...dropoutParams,
} as const;

/** The whole gradient in one pass; the CPU's cut, where one thread owns a head. */
const attentionBackwardKernel = defineKernel({
  name: 'attentionBackward',
  only: 'cpu',
  reads: { qkv: 'f32', out: 'f32', gradient: 'f32', lse: 'f32' },
  writes: { dqkv: 'f32' },
  params,
  wgsl: '',
  workgroups: () => 0,
  tasks: ({ batch, kvHeads }) => batch * kvHeads,
});

/** delta[b, h, t] = Σ_d out·gradient. */
const attentionDeltaKernel = defineKernel({
  name: 'attentionDelta',
  only: 'webgpu',
  reads: { out: 'f32', gradient: 'f32' },
  writes: { delta: 'f32' },
  params,
  wgsl: deltaWgsl,
  workgroups: ({ batch, heads, tokens }) => Math.ceil((batch * heads * tokens) / 64),
  tasks: () => 0,
});

const vectors = headVectors('qkv', 'gradient');
const body = (rows: string, main: string) => [philoxWgsl, dropoutWgsl, vectors, rows, main].join('\n');

/** A kernel of one workgroup per block of queries or keys of a head. */
function sideKernel(name: string, main: string, side: 'heads' | 'kvHeads') {
  const workgroups = (block: number, values: ParamValues<typeof params>) =>
    values.batch * values[side] * Math.ceil(values.tokens / block);
  return defineKernel({
    name,
    only: 'webgpu',
    reads: { qkv: 'vec4<f32>', gradient: 'vec4<f32>', lse: 'f32', delta: 'f32' },
    writes: { dqkv: 'f32' },
    params,
    wgsl: body(tilesWgsl, main),
    workgroups: (values) => workgroups(64, values),
    variants: {
      software: {
        wgsl: body(loadsWgsl, main),
        workgroups: (values) => workgroups(softwareBlock(values), values),
      },
    },
    constants: headConstants,
    tasks: () => 0,
  });
}

/** dQ. */
const attentionQueriesKernel = sideKernel('attentionQueries', queriesWgsl, 'heads');
/** dK and dV. */
const attentionKeysKernel = sideKernel('attentionKeys', keysWgsl, 'kvHeads');

export const attentionBackwardKernels = [
  attentionBackwardKernel,
  attentionDeltaKernel,
  attentionQueriesKernel,
  attentionKeysKernel,
];

/** Writes the gradient of qkv. `queryBlock` is how many queries the CPU kernel has in hand at once. */
export function attentionBackward(
  [qkv, out, lse]: readonly [Tensor, Tensor, Tensor],
  gradient: Tensor,
  dqkv: Tensor,
  values: Omit<ParamValues<typeof params>, keyof DropoutValues | 'queryBlock'> & DropoutValues,
): void {
  // All that a task holds of a block of queries has to fit into a thread's scratch memory of 8 MiB.
  const queryBlock = Math.min(values.headDim > 128 ? 512 : 1024, Math.ceil(values.tokens / 64) * 64);
  const all = { ...values, queryBlock };
  if (qkv.device.kind === 'cpu') {
    launch(attentionBackwardKernel, [qkv, out, gradient, lse], [dqkv], all);
    return;
  }
  const delta = emptyTensor(lse.shape, 'f32', qkv.device);
  launch(attentionDeltaKernel, [out, gradient], [delta], all);
  launch(attentionQueriesKernel, [qkv, gradient, lse, delta], [dqkv], all);
  launch(attentionKeysKernel, [qkv, gradient, lse, delta], [dqkv], all);
  delta.dispose();
}
