import { metricOf } from './sweepTable.ts';
import type { PointResult, SweepRecord } from './sweepFolder.ts';

const size = { width: 640, height: 400, left: 70, right: 20, top: 30, bottom: 50 };

interface Mark {
  readonly x: number;
  readonly y: number;
  readonly title: string;
}

/**
 * The figures of a sweep as an SVG: over the first key whose values are numbers (on a log scale where they span more
 * than a factor of ten), or over the points' numbers. Each mark tells its settings when pointed at.
 */
export function sweepPlot(record: SweepRecord, results: readonly PointResult[]): string {
  const { points, metric } = record;
  const column =
    points[0]?.findIndex((_, index) => points.every((point) => isNumber(valueOf(point[index])))) ?? -1;
  const label = column < 0 ? 'point' : (points[0]?.[column]?.split('=')[0] ?? '');
  const marks = results.flatMap((result): Mark[] => {
    const y = metricOf(result, metric);
    const settings = points[result.index] ?? [];
    const x = column < 0 ? result.index + 1 : Number(valueOf(settings[column]));
    return y === null ? [] : [{ x, y, title: `${result.index + 1}: ${settings.join(' ')}: ${y.toFixed(4)}` }];
  });
  const xs = marks.map(({ x }) => x);
  const isLog = Math.min(...xs) > 0 && Math.max(...xs) / Math.min(...xs) > 10;
  const across = scale(isLog ? xs.map(Math.log10) : xs, size.left, size.width - size.right);
  const up = scale(
    marks.map(({ y }) => y),
    size.height - size.bottom,
    size.top,
  );
  const place = (x: number) => across.at(isLog ? Math.log10(x) : x).toFixed(1);
  const xTicks = [...new Set(xs)].sort((a, b) => a - b);
  const shownTicks = xTicks.filter((_, index) => index % Math.ceil(xTicks.length / 8) === 0);
  const yTicks =
    marks.length === 0
      ? []
      : Array.from({ length: 5 }, (_, index) => up.from + (index / 4) * (up.to - up.from));
  const baseline = size.height - size.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    `<text x="${size.left}" y="18" font-size="14">${escape(record.name)}: ${metric}</text>`,
    `<path d="M${size.left} ${size.top}V${baseline}H${size.width - size.right}" fill="none" stroke="#888"/>`,
    ...yTicks.map(
      (y) =>
        `<text x="${size.left - 6}" y="${(up.at(y) + 4).toFixed(1)}" text-anchor="end">${y.toPrecision(4)}</text>`,
    ),
    ...shownTicks.map(
      (x) =>
        `<text x="${place(x)}" y="${baseline + 18}" text-anchor="middle">${Number(x.toPrecision(3))}</text>`,
    ),
    `<text x="${(size.left + size.width - size.right) / 2}" y="${size.height - 10}" text-anchor="middle">${escape(label)}${isLog ? ' (log scale)' : ''}</text>`,
    ...marks.map(
      ({ x, y, title }) =>
        `<circle cx="${place(x)}" cy="${up.at(y).toFixed(1)}" r="5" fill="#2563eb" fill-opacity="0.7"><title>${escape(title)}</title></circle>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function valueOf(argument: string | undefined): string {
  return argument?.slice(argument.indexOf('=') + 1) ?? '';
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** A linear scale from values to a span of the picture; one value alone stands in its middle. */
function scale(
  values: readonly number[],
  start: number,
  end: number,
): { from: number; to: number; at: (value: number) => number } {
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const margin = high > low ? (high - low) * 0.05 : 1;
  const [from, to] = [low - margin, high + margin];
  return { from, to, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
