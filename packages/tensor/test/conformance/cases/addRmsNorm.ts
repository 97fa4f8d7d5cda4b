import { addRmsNorm } from '../../../src/index.ts';
import { addNormCases } from '../addNormCases.ts';
import { rmsNormRow } from '../normReferences.ts';

export const cases = addNormCases(
  'addRmsNorm',
  (x, residual, weight) => addRmsNorm(x, residual, weight),
  (row) => rmsNormRow(row, 1e-5),
  false,
);
