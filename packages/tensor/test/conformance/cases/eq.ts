import { comparisonCases } from '../comparisonCases.ts';

export const cases = comparisonCases('eq', (a, b) => a === b);
