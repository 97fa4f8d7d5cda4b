import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases } from '../binaryCases.ts';

export const cases: readonly ConformanceCase[] = binaryCases('div', (a, b) => a / b, {
  secondRange: [0.5, 3],
});
