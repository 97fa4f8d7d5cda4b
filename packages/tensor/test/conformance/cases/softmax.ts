import { softmax } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { rowCases } from '../rowCases.ts';

const reference = (row: readonly number[]): number[] => {
  const top = Math.max(...row);
  const powers = row.map((x) => Math.exp(x - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};

export const cases: readonly ConformanceCase[] = rowCases('softmax', softmax, reference);
