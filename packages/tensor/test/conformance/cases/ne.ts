import { comparisonCases } from '../comparisonCases.ts';

export const cases = comparisonCases('ne', (a, b) => a !== b);
