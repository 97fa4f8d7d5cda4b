import { predicateCases } from '../predicateCases.ts';

export const cases = predicateCases('isFinite', Number.isFinite);
