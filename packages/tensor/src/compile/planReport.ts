import type { KernelTime, Recording } from '../backend/plan.ts';
import { lowerBound } from '../backend/liveness.ts';

/** What a plan runs and what it takes. */
export interface PlanReport {
  readonly launches: number;
  /** Launches by kernel. */
  readonly kernels: Readonly<Record<string, number>>;
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
    temporaryBytes,
    unsharedBytes: temporaries.reduce((sum, { byteLength }) => sum + byteLength, 0),
    lowerBoundBytes: lowerBound(temporaries),
    fixedBytes: [...fixed].reduce((sum, { byteLength }) => sum + byteLength, 0),
    scalars,
    times: times && [...times].sort((a, b) => b.seconds - a.seconds),
  };
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
    '',
    ...table,
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
