import { clipScale } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

const scale = (name: string, norm: number, maxNorm: number): ConformanceCase => ({
  op: 'clipScale',
  name,
  inputs: [{ shape: [], values: [norm] }],
  run: ([x]) => clipScale(x, maxNorm),
  reference: ([x]) => [Math.min(1, maxNorm / ((x[0] ?? NaN) + 1e-6))],
  shape: [],
  gradients: 'none',
});

export const cases: readonly ConformanceCase[] = [
  scale('a norm below', 0.25, 1),
  scale('a norm above', 12.5, 1),
  scale('another limit', 12.5, 0.5),
  scale('nothing', 0, 1),
  scale('infinity', Infinity, 1),
  scale('NaN', NaN, 1),
];
