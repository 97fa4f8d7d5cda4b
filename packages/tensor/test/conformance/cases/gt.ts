import { comparisonCases } from '../comparisonCases.ts';

export const cases = comparisonCases('gt', (a, b) => a > b);
