import { rotary } from '../../../src/index.ts';
import type { RotaryOptions, RotaryScaling } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

/** Angle per position of pair i of `width` channels, and the factor on cosines and sines: as transformers has them. */
function stretched(
  i: number,
  width: number,
  base: number,
  positions: number,
  scaling?: RotaryScaling | null,
): readonly [frequency: number, scale: number] {
  const plain = Math.pow(base, (-2 * i) / width);
  if (!scaling) return [plain, 1];
  const { factor } = scaling;
  const grown = (by: number) => Math.pow(base * Math.pow(by, width / (width - 2)), (-2 * i) / width);
  if (scaling.type === 'linear') return [plain / factor, 1];
  if (scaling.type === 'ntk') return [grown(factor), 1];
  const original = scaling.originalLength;
  if (scaling.type === 'dynamic') {
    return [positions > original ? grown((factor * positions) / original - factor + 1) : plain, 1];
  }
  if (scaling.type === 'yarn') {
    const turns = (rotations: number) =>
      (width * Math.log(original / (rotations * 2 * Math.PI))) / (2 * Math.log(base));
    const low = Math.max(Math.floor(turns(scaling.betaFast ?? 32)), 0);
    const high = Math.min(Math.ceil(turns(scaling.betaSlow ?? 1)), width - 1);
    const ramp = Math.min(Math.max((i - low) / (high - low), 0), 1);
    const scale = scaling.attentionFactor ?? 0.1 * Math.log(factor) + 1;
    return [(plain / factor) * ramp + plain * (1 - ramp), scale];
  }
  const wavelength = (2 * Math.PI) / plain;
  const { lowFrequencyFactor, highFrequencyFactor } = scaling;
  if (wavelength < original / highFrequencyFactor) return [plain, 1];
  if (wavelength > original / lowFrequencyFactor) return [plain / factor, 1];
  const smooth = (original / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
  return [((1 - smooth) * plain) / factor + smooth * plain, 1];
}

function rotaryCase(
  name: string,
  [batch, length, headSize]: readonly [number, number, number],
  options: RotaryOptions,
): ConformanceCase {
  const { nHeads, nKvHeads = nHeads, base = 10000, offset = 0, layout = 'half' } = options;
  const turned = Math.floor(headSize * (options.fraction ?? 1));
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
        for (let i = 0; i < turned / 2; i++) {
          const [frequency, scale] = stretched(i, turned, base, offset + length, options.scaling);
          const angle = position * frequency;
          const first = head * headSize + (layout === 'half' ? i : 2 * i);
          const second = layout === 'half' ? first + turned / 2 : first + 1;
          const [a, b] = [x[first] ?? NaN, x[second] ?? NaN];
          out[first] = scale * (a * Math.cos(angle) - b * Math.sin(angle));
          out[second] = scale * (a * Math.sin(angle) + b * Math.cos(angle));
        }
      }
      return out;
    },
    shape,
    tolerance: 1e-6,
  };
}

/** Original lengths and factors chosen so that the 16 channels fall on all sides of the thresholds. */
const scalings: readonly (readonly [string, RotaryScaling])[] = [
  ['linear', { type: 'linear', factor: 4 }],
  ['ntk', { type: 'ntk', factor: 4 }],
  ['dynamic, longer', { type: 'dynamic', factor: 2, originalLength: 20 }],
  ['dynamic, shorter', { type: 'dynamic', factor: 2, originalLength: 64 }],
  ['yarn', { type: 'yarn', factor: 4, originalLength: 2048 }],
  [
    'yarn with its own factors',
    { type: 'yarn', factor: 8, originalLength: 512, betaFast: 16, betaSlow: 2, attentionFactor: 0.9 },
  ],
  [
    'llama3',
    { type: 'llama3', factor: 8, originalLength: 256, lowFrequencyFactor: 1, highFrequencyFactor: 4 },
  ],
];

export const cases: readonly ConformanceCase[] = (['half', 'interleaved'] as const).flatMap((layout) => [
  rotaryCase(`two heads of 8, ${layout}`, [2, 3, 8], { nHeads: 2, layout }),
  rotaryCase(`heads of 2, ${layout}`, [1, 5, 2], { nHeads: 3, layout }),
  rotaryCase(`heads of 6, ${layout}`, [2, 4, 6], { nHeads: 1, layout }),
  rotaryCase(`fewer key heads, ${layout}`, [2, 3, 4], { nHeads: 4, nKvHeads: 2, layout }),
  rotaryCase(`offset and base, ${layout}`, [2, 3, 8], { nHeads: 2, offset: 7, base: 500, layout }),
  rotaryCase(`far positions, ${layout}`, [1, 2, 16], { nHeads: 1, offset: 32766, layout }),
  rotaryCase(`many far positions, ${layout}`, [1, 67, 64], { nHeads: 1, offset: 32701, layout }),
  rotaryCase(`no rows, ${layout}`, [2, 0, 8], { nHeads: 2, layout }),
  rotaryCase(`half of the channels, ${layout}`, [2, 3, 8], { nHeads: 2, fraction: 0.5, layout }),
  rotaryCase(`6 of 10 channels, ${layout}`, [1, 4, 10], { nHeads: 2, nKvHeads: 1, fraction: 0.6, layout }),
  rotaryCase(`queries alone, ${layout}`, [2, 3, 6], { nHeads: 3, nKvHeads: 0, layout }),
  ...scalings.map(([name, scaling]) =>
    rotaryCase(`${name}, ${layout}`, [1, 5, 16], { nHeads: 1, offset: 40, scaling, layout }),
  ),
]);
