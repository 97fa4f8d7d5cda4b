import { binaryCases } from '../binaryCases.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

const ends = [0, -0, 1, -1, Infinity, -Infinity, NaN];

export const cases: readonly ConformanceCase[] = binaryCases('atan2', Math.atan2, {
  special: ends.flatMap((y) => ends.map((x) => [y, x] as const)),
  // Near the origin the slopes grow without bound.
  gradientTolerance: 1e-4,
});
