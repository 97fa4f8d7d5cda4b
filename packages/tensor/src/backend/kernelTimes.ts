import type { KernelTime } from './plan.ts';

/** Adds up what launches took, by kernel. */
export function sumByKernel(
  launches: Iterable<{ readonly kernel: string; readonly seconds: number }>,
): KernelTime[] {
  const times = new Map<string, { launches: number; seconds: number }>();
  for (const { kernel, seconds } of launches) {
    const sum = times.get(kernel) ?? { launches: 0, seconds: 0 };
    sum.launches++;
    sum.seconds += seconds;
    times.set(kernel, sum);
  }
  return [...times].map(([kernel, sum]) => ({ kernel, ...sum }));
}
