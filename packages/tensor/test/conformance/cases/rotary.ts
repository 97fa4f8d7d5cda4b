import { rotary } from '../../../src/index.ts';
import type { RotaryOptions } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

function rotaryCase(
  name: string,
  [batch, length, headSize]: readonly [number, number, number],
  options: RotaryOptions,
): ConformanceCase {
  const { nHeads, nKvHeads = nHeads, base = 10000, offset = 0, layout = 'half' } = options;
  const heads = nHeads + 2 * nKvHeads;
  const shape = [batch, length, heads * headSize];
  return {
    op: 'rotary',
    name,
    inputs: [{ shape }],
    run: ([x]) => rotary(x, options),
    reference: ([x]) => {
      const out = Float64Array.from(x);
      for (let head = 0; head < batch * length * heads; head++) {
        if (head % heads >= nHeads + nKvHeads) continue;
        const position = offset + (Math.floor(head / heads) % length);
        for (let i = 0; i < headSize / 2; i++) {
          const angle = position * Math.pow(base, (-2 * i) / headSize);
          const first = head * headSize + (layout === 'half' ? i : 2 * i);
          const second = layout === 'half' ? first + headSize / 2 : first + 1;
          const [a, b] = [x[first] ?? NaN, x[second] ?? NaN];
          out[first] = a * Math.cos(angle) - b * Math.sin(angle);
          out[second] = a * Math.sin(angle) + b * Math.cos(angle);
        }
      }
      return out;
    },
    shape,
    tolerance: 1e-6,
  };
}

export const cases: readonly ConformanceCase[] = (['half', 'interleaved'] as const).flatMap((layout) => [
  rotaryCase(`two heads of 8, ${layout}`, [2, 3, 8], { nHeads: 2, layout }),
  rotaryCase(`heads of 2, ${layout}`, [1, 5, 2], { nHeads: 3, layout }),
  rotaryCase(`heads of 6, ${layout}`, [2, 4, 6], { nHeads: 1, layout }),
  rotaryCase(`fewer key heads, ${layout}`, [2, 3, 4], { nHeads: 4, nKvHeads: 2, layout }),
  rotaryCase(`offset and base, ${layout}`, [2, 3, 8], { nHeads: 2, offset: 7, base: 500, layout }),
  rotaryCase(`far positions, ${layout}`, [1, 2, 16], { nHeads: 1, offset: 32766, layout }),
  rotaryCase(`many far positions, ${layout}`, [1, 67, 64], { nHeads: 1, offset: 32701, layout }),
  rotaryCase(`no rows, ${layout}`, [2, 0, 8], { nHeads: 2, layout }),
]);
