import { defineKernel, type ParamValues } from '../../backend/kernel.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { filled } from '../fill/fill.ts';
import { launch } from '../op.ts';
import { sum } from '../sum/sum.ts';
import adjointsWgsl from './selectiveScanAdjoints.wgsl';
import decayWgsl from './selectiveScanDecay.wgsl';
import inputsWgsl from './selectiveScanInputs.wgsl';
import projectionsWgsl from './selectiveScanProjections.wgsl';
import projectionsRegistersWgsl from './selectiveScanProjectionsRegisters.wgsl';
import statesWgsl from './selectiveScanStates.wgsl';

/** Sizes of a scan: B sequences of T steps, D channels, N states per channel, steps between saved states. */
export const scanParams = { batch: 'u32', steps: 'u32', width: 'u32', count: 'u32', chunk: 'u32' } as const;

/** Channels that a CPU task takes. */
const channelsPerTask = 64;
const blocksOf = (width: number) => Math.ceil(width / channelsPerTask);

const backwardKernel = defineKernel({
  name: 'selectiveScanBackward',
  only: 'cpu',
  reads: { u: 'f32', delta: 'f32', a: 'f32', b: 'f32', c: 'f32', gradient: 'f32', states: 'f32' },
  writes: { du: 'f32', ddelta: 'f32', da: 'f32', db: 'f32', dc: 'f32', carry: 'f32' },
  params: scanParams,
  wgsl: '',
  workgroups: () => 0,
  tasks: ({ batch, width }) => batch * blocksOf(width),
});

// On a GPU, the steps of one invocation would wait for the sums over all channels that db and dc are. So the
// states and their gradients of a segment go through memory, and kernels of their own take them up.
const segment = {
  only: 'webgpu',
  params: { ...scanParams, first: 'u32', length: 'u32' },
  tasks: () => 0,
} as const;
type Segment = ParamValues<typeof segment.params>;
const constants = ({ count }: { readonly count: number }) => ({ STATES: count });

const statesKernel = defineKernel({
  ...segment,
  name: 'selectiveScanStates',
  reads: { u: 'f32', delta: 'f32', a: 'f32', b: 'f32', states: 'f32' },
  writes: { after: 'f32' },
  wgsl: statesWgsl,
  constants,
  workgroups: ({ batch, length, chunk, width }: Segment) =>
    Math.ceil((batch * Math.ceil(length / chunk) * width) / 64),
});

const adjointsKernel = defineKernel({
  ...segment,
  name: 'selectiveScanAdjoints',
  reads: { delta: 'f32', a: 'f32', c: 'f32', gradient: 'f32' },
  writes: { adjoints: 'f32', carry: 'f32' },
  wgsl: adjointsWgsl,
  constants,
  workgroups: ({ batch, width }: Segment) => Math.ceil((batch * width) / 64),
});

const inputsKernel = defineKernel({
  ...segment,
  name: 'selectiveScanInputs',
  reads: { u: 'f32', delta: 'f32', a: 'f32', b: 'f32', after: 'f32', adjoints: 'f32' },
  writes: { du: 'f32', ddelta: 'f32' },
  wgsl: inputsWgsl,
  workgroups: ({ batch, length, width }: Segment) => Math.ceil((batch * length * width) / 64),
});

const projectionsKernel = defineKernel({
  ...segment,
  name: 'selectiveScanProjections',
  reads: { u: 'f32', delta: 'f32', gradient: 'f32', after: 'f32', adjoints: 'f32' },
  writes: { db: 'f32', dc: 'f32' },
  wgsl: projectionsWgsl,
  workgroups: ({ batch, length, count }: Segment) => batch * length * count,
  variants: {
    software: {
      wgsl: projectionsRegistersWgsl,
      workgroups: ({ batch, length, count }: Segment) => Math.ceil((batch * length * count) / 64),
    },
  },
});

const decayKernel = defineKernel({
  ...segment,
  name: 'selectiveScanDecay',
  reads: { delta: 'f32', a: 'f32', after: 'f32', adjoints: 'f32' },
  writes: { da: 'f32' },
  wgsl: decayWgsl,
  workgroups: ({ count, width }: Segment) => Math.ceil((count * width) / 64),
});

export const selectiveScanBackwardKernels = [
  backwardKernel,
  statesKernel,
  adjointsKernel,
  inputsKernel,
  projectionsKernel,
  decayKernel,
];

/** Elements of the buffers that hold a segment's states, and their gradients, on a GPU: 64 MiB each. */
const segmentElements = 2 ** 24;

type Five = readonly [Tensor, Tensor, Tensor, Tensor, Tensor];

/** Gradients of u, delta, a, b, c. `carry` comes in as the last state's gradient and leaves as the first's. */
export function selectiveScanBackward(
  [u, delta, a, b, c]: Five,
  states: Tensor,
  gradient: Tensor,
  carry: Tensor,
  sizes: ParamValues<typeof scanParams>,
): Five {
  const { device } = u;
  const { batch, steps, width, count, chunk } = sizes;
  const like = (x: Tensor) => emptyTensor(x.shape, 'f32', device);
  const [du, ddelta] = [like(u), like(delta)];
  if (device.kind === 'cpu') {
    const partial = [batch, blocksOf(width), steps, count];
    const parts = [[batch, count, width], partial, partial].map((shape) => emptyTensor(shape, 'f32', device));
    const [forA, forB, forC] = parts as [Tensor, Tensor, Tensor];
    launch(backwardKernel, [u, delta, a, b, c, gradient, states], [du, ddelta, ...parts, carry], sizes);
    const sums = [sum(forA, 0), sum(forB, 1), sum(forC, 1)] as const;
    for (const part of parts) part.dispose();
    return [du, ddelta, ...sums];
  }
  const [da, db, dc] = [filled(a.shape, 0, device), like(b), like(c)];
  const perChunk = batch * chunk * count * width;
  const most = Math.max(1, Math.floor(segmentElements / perChunk)) * chunk;
  for (let end = steps; end > 0;) {
    const first = Math.floor(Math.max(0, end - most) / chunk) * chunk;
    const length = end - first;
    const params = { ...sizes, first, length };
    const after = emptyTensor([batch, length + 1, count, width], 'f32', device);
    const adjoints = emptyTensor([batch, length, count, width], 'f32', device);
    launch(statesKernel, [u, delta, a, b, states], [after], params);
    launch(adjointsKernel, [delta, a, c, gradient], [adjoints, carry], params);
    launch(inputsKernel, [u, delta, a, b, after, adjoints], [du, ddelta], params);
    launch(projectionsKernel, [u, delta, gradient, after, adjoints], [db, dc], params);
    launch(decayKernel, [delta, a, after, adjoints], [da], params);
    after.dispose();
    adjoints.dispose();
    end = first;
  }
  return [du, ddelta, da, db, dc];
}
