import { triangleCases } from '../triangleCases.ts';

export const cases = triangleCases('tril', (right) => right <= 0);
