import type { Kernel } from '../kernel.ts';
import type { BufferRef, Chain, ChainRef, ChainStep, RecordedLaunch, Scalar } from '../plan.ts';
import { fusedWgsl, scalarOf, type ChainBinding } from './fusedWgsl.ts';

/** As many words of params as all kernels may have. */
export const mostParamWords = 64;

/** Names of more kernels than this are counted. */
const mostNames = 8;

/** The launch that a chain is. */
export function fusedLaunch(chain: Chain, size: number): RecordedLaunch {
  const bindings = bindingsOf(chain);
  const { wgsl, params, dynamics } = fusedWgsl(chain.steps, bindings, size);
  const kernel: Kernel = {
    name: nameOf(chain.steps),
    generated: true,
    reads: declared(bindings, false),
    writes: declared(bindings, true),
    params: Object.fromEntries(Object.entries(params).map(([name, { type }]) => [name, type])),
    wgsl,
    workgroups: ({ n = 0 }) => Math.ceil(n / 1024),
    // A CPU runs the steps of the chain.
    tasks: ({ n = 0 }) => n,
  };
  return {
    kernel,
    buffers: [
      ...bindings.filter(({ written }) => !written),
      ...bindings.filter(({ written }) => written),
    ].map(({ ref }) => ref),
    params: Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value])),
    dynamics: dynamics satisfies Readonly<Record<string, Scalar>>,
    chain,
  };
}

/** Memory that the steps read or write. */
function bindingsOf({ steps }: Chain): ChainBinding[] {
  const bindings = new Map<BufferRef, { ref: BufferRef; name: string; type: string; written: boolean }>();
  const add = (ref: ChainRef, step: ChainStep, at: number) => {
    if (ref.kind === 'slot' || ref.kind === 'constant') return;
    const types = [...Object.values(step.kernel.reads), ...Object.values(step.kernel.writes)];
    const written = at >= step.reads.length;
    const whole = written || step.reads[at] === 'element';
    const scalar = scalarOf(types[at] ?? 'f32');
    const known = bindings.get(ref);
    if (known) {
      known.written ||= written;
      if (whole && !known.type.startsWith('vec4')) known.type = `vec4<${known.type}>`;
      return;
    }
    bindings.set(ref, {
      ref,
      name: `b${String(bindings.size)}`,
      type: whole ? `vec4<${scalar}>` : scalar,
      written,
    });
  };
  for (const step of steps) step.buffers.forEach((ref, at) => add(ref, step, at));
  return [...bindings.values()] as ChainBinding[];
}

function declared(bindings: readonly ChainBinding[], written: boolean): Kernel['reads'] {
  const some = bindings.filter((binding) => binding.written === written);
  return Object.fromEntries(some.map(({ name, type }) => [name, type]));
}

function nameOf(steps: readonly ChainStep[]): string {
  const names = steps.map(({ kernel }) => kernel.name);
  const more = names.length > mostNames ? [`${String(names.length - mostNames)} more`] : [];
  return `fused(${[...names.slice(0, mostNames), ...more].join(', ')})`;
}
