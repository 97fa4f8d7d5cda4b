import { triangleCases } from '../triangleCases.ts';

export const cases = triangleCases('triu', (right) => right >= 0);
