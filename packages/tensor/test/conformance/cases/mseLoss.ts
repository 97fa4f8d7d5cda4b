import { mseLoss } from '../../../src/index.ts';
import { lossCases } from '../lossCases.ts';

export const cases = lossCases(
  'mseLoss',
  (x, targets, reduction) => mseLoss(x, targets, { reduction }),
  (x, t) => (x - t) ** 2,
);
