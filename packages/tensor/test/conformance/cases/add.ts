import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases, wholeNumberCases } from '../binaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('add', (a, b) => a + b),
  ...wholeNumberCases('add', 'i32', (a, b) => (a + b) | 0),
  ...wholeNumberCases('add', 'u32', (a, b) => (a + b) >>> 0),
];
