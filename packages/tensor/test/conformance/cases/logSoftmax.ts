import { logSoftmax } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { rowCases } from '../rowCases.ts';

const reference = (row: readonly number[]): number[] => {
  const top = Math.max(...row);
  const total = row.reduce((sum, x) => sum + Math.exp(x - top), 0);
  return row.map((x) => x - top - Math.log(total));
};

export const cases: readonly ConformanceCase[] = rowCases('logSoftmax', logSoftmax, reference);
