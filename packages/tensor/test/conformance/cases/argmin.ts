import { argmin } from '../../../src/index.ts';
import { extremeIndexCases } from '../extremeIndexCases.ts';

export const cases = extremeIndexCases('argmin', argmin, (a, b) => a < b);
