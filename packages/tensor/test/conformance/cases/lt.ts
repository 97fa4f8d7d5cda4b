import { comparisonCases } from '../comparisonCases.ts';

export const cases = comparisonCases('lt', (a, b) => a < b);
