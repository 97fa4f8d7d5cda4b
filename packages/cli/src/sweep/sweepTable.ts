import { formatLoss, formatSeconds } from '../terminal/formatNumbers.ts';
import { colours } from '../terminal/terminal.ts';
import type { PointResult, SweepRecord } from './sweepFolder.ts';

/** The figure that points are compared by; null where a point has none. */
export function metricOf({ final }: PointResult, metric: SweepRecord['metric']): number | null {
  const value = final?.[metric];
  return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}

/** The point with the lowest figure, of those that came to their end. */
export function bestOf(
  results: readonly PointResult[],
  metric: SweepRecord['metric'],
): PointResult | undefined {
  return results
    .filter((result) => result.status === 'completed' && metricOf(result, metric) !== null)
    .sort((a, b) => (metricOf(a, metric) ?? 0) - (metricOf(b, metric) ?? 0))[0];
}

/** What became of each point, for people: one line each, the best one marked, and why those failed that did. */
export function tableLines(record: SweepRecord, results: readonly PointResult[]): string[] {
  const keys = record.points[0]?.map((argument) => argument.slice(0, argument.indexOf('='))) ?? [];
  const best = bestOf(results, record.metric);
  const rows = results.map((result) => {
    const value = metricOf(result, record.metric);
    return [
      String(result.index + 1),
      ...(record.points[result.index] ?? []).map((argument) => argument.slice(argument.indexOf('=') + 1)),
      result.status,
      value === null ? '–' : `${formatLoss(value)}${result === best ? ' ←' : ''}`,
      String(result.step),
      result.seconds === 0 ? '–' : formatSeconds(result.seconds),
    ];
  });
  const table = [['#', ...keys, 'status', record.metric, 'step', 'time'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const failures = results.flatMap(({ index, error }) =>
    error === null
      ? []
      : [
          `${index + 1}: ${error.split('\n').find((line) => line.trim() !== '' && !/problems? in the configuration/.test(line)) ?? ''}`,
        ],
  );
  return [colours.bold(lines[0] ?? ''), ...lines.slice(1), ...(failures.length > 0 ? ['', ...failures] : [])];
}
