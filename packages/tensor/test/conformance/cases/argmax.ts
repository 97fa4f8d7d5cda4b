import { argmax } from '../../../src/index.ts';
import { extremeIndexCases } from '../extremeIndexCases.ts';

export const cases = extremeIndexCases('argmax', argmax, (a, b) => a > b);
