import type { ConformanceCase } from '../conformanceCase.ts';
import { binaryCases } from '../binaryCases.ts';

export const cases: readonly ConformanceCase[] = binaryCases('sub', (a, b) => a - b);
