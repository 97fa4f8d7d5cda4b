import { logicalCases } from '../logicalCases.ts';

export const cases = logicalCases('logicalAnd', (a, b) => a && b);
