import { planArena, planBuffers } from '../liveness.ts';
import type { BackendInfo } from '../backend.ts';
import type { BufferRef, ChainRef, ChainStep, Lifetime, RecordedLaunch, Recording } from '../plan.ts';
import type { ChainNode } from './chainNode.ts';
import { ChainFinder } from './findChains.ts';
import { BufferKeys, footprint, type Footprint, type Key } from './footprint.ts';
import { fusedLaunch, mostParamWords } from './fusedLaunch.ts';
import { assignSlots } from './slots.ts';

/** Longer chains gain nothing more, and drivers take long over large shaders. */
const mostSteps = 24;

/**
 * Puts elementwise launches of a recording together into chains (`RecordedLaunch.chain`) that run as one kernel each,
 * so that what is only there in between never goes to memory. Every element is computed by the same operations in the
 * same order as before, and the plan takes no more memory than without.
 */
export function fuseChains(recording: Recording, info: BackendInfo): Recording {
  const planned = ({ temporaries }: Recording) => plannedBytes(temporaries, info);
  const limits = {
    buffers: info.kind === 'webgpu' ? (info.limits.maxStorageBuffersPerShaderStage ?? 8) : Infinity,
    steps: mostSteps,
    words: mostParamWords,
  };
  const keys = new BufferKeys();
  const footprints = recording.launches.map((launch) => footprint(launch, keys));
  const constants = constantsOf(footprints, keys);
  const attempt = (spare: number, mostJoins: number) => {
    const finder = new ChainFinder(recording, footprints, keys, constants, {
      ...limits,
      spare,
      joins: mostJoins,
    });
    const nodes = finder.find();
    return { joins: finder.joins, fused: rewritten(recording, nodes, finder, keys, constants) };
  };
  const first = attempt(0, Infinity);
  if (first.joins === 0) return recording;
  // What is alive at once has not grown, but how well it can be laid out is another question: where it takes more, some
  // bytes are left to spare, and in the end fewer launches go together.
  const before = planned(recording);
  const excess = planned(first.fused) - before;
  if (excess <= 0) return first.fused;
  for (const spare of [1, 2, 4, 8, 16]) {
    const { fused } = attempt(spare * excess, Infinity);
    if (planned(fused) <= before) return fused;
  }
  for (let fewer = 1; fewer < first.joins; fewer *= 1.5) {
    const { fused } = attempt(0, first.joins - Math.floor(fewer));
    if (planned(fused) <= before) return fused;
  }
  return recording;
}

function plannedBytes(temporaries: readonly Lifetime[], { kind }: BackendInfo): number {
  if (kind === 'cpu') return planArena(temporaries, 64).byteLength;
  return planBuffers(temporaries).sizes.reduce((sum, size) => sum + size, 0);
}

/** Temporaries of one word that only a fill ever writes: what reads them can know the word. */
function constantsOf(footprints: readonly Footprint[], keys: BufferKeys): Map<Key, number> {
  const writers = new Map<Key, Footprint[]>();
  for (const step of footprints) {
    for (const key of step.writes) writers.set(key, [...(writers.get(key) ?? []), step]);
  }
  const constants = new Map<Key, number>();
  for (const [key, [first, ...others]] of writers) {
    if (!first || others.length > 0 || keys.refs[key]?.kind !== 'temporary') continue;
    const { kernel, params } = first.launch;
    const word = kernel.elementwise?.word;
    if (word !== undefined && first.size === 1) constants.set(key, params[word] ?? 0);
  }
  return constants;
}

/** The recording with chains in the place of their launches. */
function rewritten(
  recording: Recording,
  nodes: readonly ChainNode[],
  finder: ChainFinder,
  keys: BufferKeys,
  constants: ReadonlyMap<Key, number>,
): Recording {
  const launches = nodes.map((node) => {
    const [only] = node.steps;
    if (node.steps.length === 1 && only) return only.launch;
    return chainOf(node, recording, finder, keys, constants);
  });
  const read = new Set(
    launches.flatMap(({ kernel, buffers }) =>
      buffers.slice(0, Object.keys(kernel.reads).length).map((ref) => keys.of(ref)),
    ),
  );
  // Where all who read a constant know it by now, nobody has to write it.
  const needed = launches.filter(
    ({ buffers }) => !buffers.some((ref) => constants.has(keys.of(ref)) && !read.has(keys.of(ref))),
  );
  return renumbered(needed, recording);
}

/** The launch of a chain. */
function chainOf(
  node: ChainNode,
  { temporaries }: Recording,
  finder: ChainFinder,
  keys: BufferKeys,
  constants: ReadonlyMap<Key, number>,
): RecordedLaunch {
  const inner = new Set([...node.writes].filter((key) => finder.isInner(key, node)));
  const slots = assignSlots(node.steps, inner);
  const slotRefs = Array.from({ length: slots.count }, (_, index): ChainRef => ({ kind: 'slot', index }));
  const refOf = (key: Key): ChainRef => {
    const word = constants.get(key);
    if (word !== undefined) return { kind: 'constant', word };
    const slot = slots.assigned.get(key);
    return (slot === undefined ? keys.refs[key] : slotRefs[slot]) as ChainRef;
  };
  const steps = node.steps.map(
    ({ launch: { kernel, params, dynamics }, reads, writes, accesses }): ChainStep => ({
      kernel,
      params,
      dynamics,
      reads: accesses,
      buffers: [...reads, ...writes].map(refOf),
    }),
  );
  const savedBytes = [...inner].reduce((sum, key) => {
    const ref = keys.refs[key] as BufferRef & { kind: 'temporary' };
    return sum + (temporaries[ref.index]?.byteLength ?? 0);
  }, 0);
  return fusedLaunch({ steps, slots: slots.count, savedBytes }, node.size);
}

/** Counts the temporaries anew: some are gone, and launches stand elsewhere. */
function renumbered(launches: readonly RecordedLaunch[], recording: Recording): Recording {
  const temporaries: { byteLength: number; first: number; last: number }[] = [];
  const known = new Map<number, ChainRef & BufferRef & { kind: 'temporary' }>();
  const anew = <Ref extends ChainRef>(ref: Ref, at: number): Ref => {
    if (ref.kind !== 'temporary') return ref;
    let own = known.get(ref.index);
    if (!own) {
      const byteLength = recording.temporaries[ref.index]?.byteLength ?? 0;
      own = { kind: 'temporary', index: temporaries.push({ byteLength, first: at, last: at }) - 1 };
      known.set(ref.index, own);
    }
    (temporaries[own.index] as { last: number }).last = at;
    return own as Ref & typeof own;
  };
  const moved = launches.map((launch, at): RecordedLaunch => {
    const buffers = launch.buffers.map((ref) => anew(ref, at));
    if (!launch.chain) return { ...launch, buffers };
    const steps = launch.chain.steps.map((step) => ({
      ...step,
      buffers: step.buffers.map((ref) => anew(ref, at)),
    }));
    return { ...launch, buffers, chain: { ...launch.chain, steps } };
  });
  return { ...recording, launches: moved, temporaries };
}
