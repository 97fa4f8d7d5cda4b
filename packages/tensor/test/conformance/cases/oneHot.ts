import { oneHot } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';

function oneHotCase(ids: CaseInput, classes: number, dtype: 'f32' | 'i32' = 'f32'): ConformanceCase {
  return {
    op: 'oneHot',
    name: `${ids.values ? 'outside' : `[${ids.shape.join(', ')}]`} of ${classes}, ${dtype}`,
    inputs: [ids],
    run: ([x]) => oneHot(x, classes, { dtype }),
    reference: ([x]) =>
      Float64Array.from({ length: x.length * classes }, (_, i) =>
        x[Math.floor(i / classes)] === i % classes ? 1 : 0,
      ),
    shape: [...ids.shape, classes],
    dtype,
    gradients: 'none',
  };
}

export const cases: readonly ConformanceCase[] = [
  oneHotCase({ shape: [2, 3], integers: 5 }, 5),
  oneHotCase({ shape: [], integers: 3 }, 3, 'i32'),
  oneHotCase({ shape: [0], integers: 3 }, 3),
  oneHotCase({ shape: [700], integers: 33 }, 33),
  oneHotCase({ shape: [4], dtype: 'i32', values: [-1, 3, 0, 2147483520] }, 3),
];
