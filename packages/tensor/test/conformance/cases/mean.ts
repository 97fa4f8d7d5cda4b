import type { ConformanceCase } from '../conformanceCase.ts';
import { reductionCases } from '../reductionCases.ts';

export const cases: readonly ConformanceCase[] = reductionCases(
  'mean',
  (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  { empty: true },
);
