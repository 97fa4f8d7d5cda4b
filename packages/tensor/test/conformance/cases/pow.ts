import type { ConformanceCase } from '../conformanceCase.ts';
import { unaryCases } from '../unaryCases.ts';

const ends = [0, 1, -1, 2, -2, Infinity, NaN];

/** Exponents worked out by squaring, through logarithms, whole and not. */
const positive = [0.5, 1.5, -0.5, -2.5, 2.2, -0.3, 0.1, 70.5];
const anySign = [0, 1, 2, 3, -1, -2, 5, 64];

export const cases: readonly ConformanceCase[] = [
  ...positive.flatMap((exponent) =>
    unaryCases('pow', (x) => x ** exponent, {
      prefix: `${exponent} `,
      range: exponent > 10 ? [0.9, 1.1] : [0.3, 3],
      special: [...ends, 1e-3, 300],
      run: (x) => x.pow(exponent),
      tolerance: { absolute: 2e-6, relative: exponent > 10 ? 3e-5 : 4e-6 },
      gradientTolerance: { absolute: 2e-5, relative: exponent > 10 ? 5e-5 : 1e-5 },
    }),
  ),
  ...anySign.flatMap((exponent) =>
    unaryCases('pow', (x) => x ** exponent, {
      prefix: `${exponent} `,
      range: exponent < 0 ? [-3, -0.4] : exponent > 10 ? [-1.1, 1.1] : [-2, 2],
      special: [...ends, -0, -Infinity],
      run: (x) => x.pow(exponent),
      tolerance: { absolute: 2e-6, relative: exponent > 10 ? 2e-5 : 2e-6 },
      gradientTolerance: { absolute: 1e-5, relative: exponent > 10 ? 3e-5 : 1e-5 },
    }),
  ),
  // Whole exponents too large for squaring keep the sign's parity.
  ...[99, -100].flatMap((exponent) =>
    unaryCases('pow', (x) => x ** exponent, {
      prefix: `${exponent} `,
      range: [-1.05, -0.95],
      special: [-1, 1, 0],
      run: (x) => x.pow(exponent),
      tolerance: { absolute: 2e-5, relative: 3e-5 },
      gradientTolerance: { absolute: 1e-3, relative: 5e-5 },
    }),
  ),
].filter(({ name }) => !/\[(5, 2051|4|7, 1, 3|1)\]/.test(name));
