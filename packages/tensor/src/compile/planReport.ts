import type { KernelTime, Recording } from '../backend/plan.ts';
import { lowerBound } from '../backend/liveness.ts';

/** A kernel made of several elementwise ones, in all its launches. */
export interface FusedKernel {
  readonly kernel: string;
  readonly launches: number;
  /** How many launches there would be without it. */
  readonly replaces: number;
  /** Intermediate results that memory does not hold because of it, in bytes. */
  readonly savedBytes: number;
}

/** What a plan runs and what it takes. */
export interface PlanReport {
  readonly launches: number;
  /** Launches by kernel. */
  readonly kernels: Readonly<Record<string, number>>;
  /** Those of `kernels` that are chains of elementwise ones, the one that saves most first. */
  readonly fused: readonly FusedKernel[];
  /** Memory of intermediate results as planned, in bytes. */
  readonly temporaryBytes: number;
  /** What they would take one by one, without sharing memory. */
  readonly unsharedBytes: number;
  /** The least they can be had with: the most bytes alive at one launch. */
  readonly lowerBoundBytes: number;
  /** Parameters and other memory from outside that it uses, in bytes. */
  readonly fixedBytes: number;
  /** Numbers that are sent anew at each run. */
  readonly scalars: number;
  /** Of one run, the slowest kernel first; null where nobody measured or the device cannot. */
  readonly times: readonly KernelTime[] | null;
}

/** Describes a recording. */
export function reportOf(
  { launches, temporaries }: Recording,
  temporaryBytes: number,
  times: readonly KernelTime[] | null,
): PlanReport {
  const kernels: Record<string, number> = {};
  const fixed = new Set<{ readonly byteLength: number }>();
  let scalars = 0;
  for (const { kernel, buffers, dynamics } of launches) {
    kernels[kernel.name] = (kernels[kernel.name] ?? 0) + 1;
    scalars += Object.keys(dynamics).length;
    for (const ref of buffers) if (ref.kind === 'fixed') fixed.add(ref.buffer);
  }
  return {
    launches: launches.length,
    kernels,
    fused: fusedKernels(launches),
    temporaryBytes,
    unsharedBytes: temporaries.reduce((sum, { byteLength }) => sum + byteLength, 0),
    lowerBoundBytes: lowerBound(temporaries),
    fixedBytes: [...fixed].reduce((sum, { byteLength }) => sum + byteLength, 0),
    scalars,
    times: times && [...times].sort((a, b) => b.seconds - a.seconds),
  };
}

function fusedKernels(launches: Recording['launches']): FusedKernel[] {
  const sums = new Map<string, { launches: number; replaces: number; savedBytes: number }>();
  for (const { kernel, chain } of launches) {
    if (!chain) continue;
    const sum = sums.get(kernel.name) ?? { launches: 0, replaces: 0, savedBytes: 0 };
    sum.launches++;
    sum.replaces += chain.steps.length;
    sum.savedBytes += chain.savedBytes;
    sums.set(kernel.name, sum);
  }
  return [...sums]
    .map(([kernel, sum]) => ({ kernel, ...sum }))
    .sort((a, b) => b.savedBytes - a.savedBytes || b.replaces - a.replaces);
}

/** A report as a table for people. */
export function formatReport(report: PlanReport): string {
  const { launches, kernels, temporaryBytes, unsharedBytes, lowerBoundBytes, fixedBytes, scalars, times } =
    report;
  const total = times?.reduce((sum, { seconds }) => sum + seconds, 0) ?? 0;
  const rows = times
    ? times.map(({ kernel, launches: count, seconds }) => [
        kernel,
        String(count),
        `${(seconds * 1e6).toFixed(0)} µs`,
        `${((100 * seconds) / total).toFixed(1)} %`,
      ])
    : Object.entries(kernels)
        .sort(([, a], [, b]) => b - a)
        .map(([kernel, count]) => [kernel, String(count)]);
  const header = times ? ['kernel', 'launches', 'time', 'share'] : ['kernel', 'launches'];
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const table = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [
    `${launches} launches${times ? `, ${(total * 1e3).toFixed(2)} ms` : ''}; ${scalars} numbers sent anew at each run`,
    `intermediate results: ${megabytes(temporaryBytes)} (at least ${megabytes(lowerBoundBytes)}; unshared ${megabytes(unsharedBytes)}); ` +
      `parameters and state: ${megabytes(fixedBytes)}`,
    ...fusedLine(report.fused),
    '',
    ...table,
  ].join('\n');
}

function fusedLine(fused: readonly FusedKernel[]): string[] {
  if (fused.length === 0) return [];
  const sum = (of: (one: FusedKernel) => number) => fused.reduce((total, one) => total + of(one), 0);
  const [launches, replaces] = [sum((one) => one.launches), sum((one) => one.replaces)];
  const saved = megabytes(sum((one) => one.savedBytes));
  return [
    `fused: ${launches} ${launches === 1 ? 'launch' : 'launches'} instead of ${replaces}; ` +
      `${saved} of intermediate results that memory does not hold`,
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
