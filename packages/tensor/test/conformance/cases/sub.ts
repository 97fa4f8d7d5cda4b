import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases, wholeNumberCases } from '../binaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('sub', (a, b) => a - b),
  ...wholeNumberCases('sub', 'i32', (a, b) => (a - b) | 0),
  ...wholeNumberCases('sub', 'u32', (a, b) => (a - b) >>> 0),
];
