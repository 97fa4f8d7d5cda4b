import { predicateCases } from '../predicateCases.ts';

export const cases = predicateCases('isNan', Number.isNaN);
