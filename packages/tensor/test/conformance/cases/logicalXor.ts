import { logicalCases } from '../logicalCases.ts';

export const cases = logicalCases('logicalXor', (a, b) => a !== b);
