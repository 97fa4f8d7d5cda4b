import { comparisonCases } from '../comparisonCases.ts';

export const cases = comparisonCases('le', (a, b) => a <= b);
