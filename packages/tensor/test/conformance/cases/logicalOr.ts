import { logicalCases } from '../logicalCases.ts';

export const cases = logicalCases('logicalOr', (a, b) => a || b);
