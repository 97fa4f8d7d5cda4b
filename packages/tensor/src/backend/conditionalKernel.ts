import type { Kernel, KernelVariant, ParamTypes } from './kernel.ts';

const made = new WeakMap<Kernel, Kernel>();

/**
 * The kernel that reads one more buffer, the first: where its first word is 0 it does nothing, and else what `kernel`
 * does. On WebGPU that is a return before anything else, on the CPU the threads skip the launch's tasks.
 */
export function conditionalKernel<P extends ParamTypes>(kernel: Kernel<P>): Kernel<P> {
  const known = made.get(kernel);
  if (known) return known as unknown as Kernel<P>;
  const { name, only, reads, writes, params, variants } = kernel;
  const conditional: Kernel<P> = {
    name: `${name}If`,
    ...(only ? { only } : {}),
    reads: { proceed: 'u32', ...reads },
    writes,
    params,
    wgsl: returningEarly(kernel.wgsl),
    workgroups: (values) => kernel.workgroups(values),
    ...(variants
      ? {
          variants: Object.fromEntries(
            Object.entries(variants).map(([body, variant]: [string, KernelVariant<P>]) => [
              body,
              { wgsl: returningEarly(variant.wgsl), workgroups: (values) => variant.workgroups(values) },
            ]),
          ),
        }
      : {}),
    ...(kernel.constants ? { constants: (values) => kernel.constants?.(values) ?? {} } : {}),
    tasks: (values) => kernel.tasks(values),
    ...(kernel.grain ? { grain: (values) => kernel.grain?.(values) ?? 1 } : {}),
    unconditional: kernel,
  };
  made.set(kernel, conditional);
  return conditional;
}

/** The same for the whole workgroup, so barriers may follow. */
function returningEarly(wgsl: string): string {
  return wgsl.replace(/fn main\([^{]*\{/, (head) => `${head}\n  if (proceed[0] == 0u) {\n    return;\n  }`);
}
