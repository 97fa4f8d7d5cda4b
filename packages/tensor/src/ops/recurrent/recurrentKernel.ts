import type { ParamTypes } from '../../backend/kernel.ts';
import { stepWorkgroups, type SequenceSizes } from './sequence.ts';

// A CPU thread takes its sequences through all steps. On a GPU one step is one dispatch: the whole device
// works on it whatever H is, and the boundary between dispatches is the only barrier that all of it knows.

const sizes = { batch: 'u32', steps: 'u32', hidden: 'u32' } as const;

/** What the CPU's kernels of a recurrence have in common: `params` come before `perTask`. */
export function onCpu<const P extends ParamTypes>(params: P) {
  return {
    only: 'cpu',
    params: { ...sizes, ...params, perTask: 'u32' } as typeof sizes & P & { readonly perTask: 'u32' },
    wgsl: '',
    workgroups: () => 0,
    tasks: ({ batch, perTask }: { readonly batch: number; readonly perTask: number }) =>
      Math.ceil(batch / perTask),
  } as const;
}

/** What the GPU's kernels of one step of a recurrence have in common: `params` come before `step`. */
export function onGpu<const P extends ParamTypes>(params: P) {
  return {
    only: 'webgpu',
    params: { ...sizes, ...params, step: 'u32' } as typeof sizes & P & { readonly step: 'u32' },
    workgroups: (values: SequenceSizes) => stepWorkgroups(values),
    tasks: () => 0,
  } as const;
}
