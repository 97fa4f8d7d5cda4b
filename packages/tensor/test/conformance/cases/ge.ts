import { comparisonCases } from '../comparisonCases.ts';

export const cases = comparisonCases('ge', (a, b) => a >= b);
