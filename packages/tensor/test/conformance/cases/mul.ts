import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases, wholeNumberCases } from '../binaryCases.ts';

export const cases: readonly ConformanceCase[] = [
  ...binaryCases('mul', (a, b) => a * b),
  ...wholeNumberCases('mul', 'i32', (a, b) => Math.imul(a, b)),
  ...wholeNumberCases('mul', 'u32', (a, b) => Math.imul(a, b) >>> 0),
];
