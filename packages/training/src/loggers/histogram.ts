/** How values are distributed. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Upper ends of the bins, rising. */
  readonly limits: readonly number[];
  /** Values in each bin: above the end before, up to its own. */
  readonly counts: readonly number[];
}

/**
 * The distribution of some numbers in bins of equal width between the least and the greatest. What is not finite is
 * left out; of no finite number at all it is empty.
 */
export function histogramOf(values: ArrayLike<number>, bins = 64): Histogram {
  let [min, max, count, sum, sumSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    count++;
    sum += value;
    sumSquares += value * value;
  }
  if (count === 0) return { min: 0, max: 0, count, sum, sumSquares, limits: [0], counts: [0] };
  const width = (max - min) / bins;
  if (width === 0 || !Number.isFinite(width))
    return { min, max, count, sum, sumSquares, limits: [max], counts: [count] };
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(bins - 1, Math.floor((value - min) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const limits = counts.map((_, bin) => (bin === bins - 1 ? max : min + (bin + 1) * width));
  return { min, max, count, sum, sumSquares, limits, counts };
}
