import { segmentDecay } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { build } from '../references.ts';

function segmentCase(shape: readonly number[]): ConformanceCase {
  const length = shape.at(-1) ?? 0;
  const out = [...shape, length];
  return {
    op: 'segmentDecay',
    name: `[${shape.join(', ')}]`,
    inputs: [{ shape, range: [-1, 0.2] }],
    run: ([x]) => segmentDecay(x),
    reference: ([x]) => {
      let at = -1;
      return build(out, () => {
        at++;
        const [row, i, j] = [Math.floor(at / length / length), Math.floor(at / length) % length, at % length];
        let total = 0;
        for (let k = j + 1; k <= i; k++) total += x[row * length + k] ?? NaN;
        return i < j ? 0 : Math.exp(total);
      });
    },
    shape: out,
    gradientTolerance: { absolute: 1e-6 * Math.max(10, length), relative: 1e-5 },
  };
}

export const cases: readonly ConformanceCase[] = [
  [1],
  [4],
  [1, 9],
  [2, 3, 5],
  [3, 64],
  [2, 67],
  [1, 256],
  // More than 65,535 matrices.
  [65_600, 2],
  [0, 4],
  [2, 0],
].map(segmentCase);
