import { unravel } from './references.ts';

/**
 * Normalises x [N, C, ...] in f64: elements of one `group` (a number from the sample and the channel) share
 * mean and variance unless `given` says them; then weight and bias per channel.
 */
export function normalizedChannels(
  x: Float64Array,
  shape: readonly number[],
  group: (sample: number, channel: number) => number,
  options: {
    readonly eps: number;
    readonly weight?: Float64Array | undefined;
    readonly bias?: Float64Array | undefined;
    readonly given?: (group: number) => readonly [number, number];
  },
): Float64Array {
  const { eps, weight, bias, given } = options;
  const place = (i: number) => {
    const [sample = 0, channel = 0] = unravel(i, shape);
    return [group(sample, channel), channel] as const;
  };
  const members = new Map<number, number[]>();
  x.forEach((value, i) => {
    const [key] = place(i);
    const own = members.get(key);
    if (own) own.push(value);
    else members.set(key, [value]);
  });
  const moments = new Map(
    [...members].map(([key, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return [key, given ? given(key) : ([mean, variance] as const)];
    }),
  );
  return x.map((value, i) => {
    const [key, channel] = place(i);
    const [mean, variance] = moments.get(key) ?? [NaN, NaN];
    const n = (value - mean) / Math.sqrt(variance + eps);
    return n * (weight ? (weight[channel] ?? NaN) : 1) + (bias ? (bias[channel] ?? NaN) : 0);
  });
}
