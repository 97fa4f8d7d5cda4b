import { addLayerNorm } from '../../../src/index.ts';
import { addNormCases } from '../addNormCases.ts';
import { layerNormRow } from '../normReferences.ts';

export const cases = addNormCases('addLayerNorm', addLayerNorm, (row) => layerNormRow(row, 1e-5), true);
