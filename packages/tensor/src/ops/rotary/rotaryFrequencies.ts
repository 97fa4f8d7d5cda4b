import { CraftError } from '../../errors.ts';

/** How the angles of a model are stretched to sequences longer than it was trained on. */
export type RotaryScaling =
  /** Positions divided by `factor` (Chen et al. 2023, position interpolation). */
  | { readonly type: 'linear'; readonly factor: number }
  /** A larger base, so that the slowest channels are interpolated and the fastest kept ("NTK-aware"). */
  | { readonly type: 'ntk'; readonly factor: number }
  /** The same, with a base that grows with the sequence once it is longer than `originalLength`. */
  | { readonly type: 'dynamic'; readonly factor: number; readonly originalLength: number }
  /** Peng et al. 2023, "YaRN", section 3: interpolated by wavelength, and attention sharpened. */
  | {
      readonly type: 'yarn';
      readonly factor: number;
      readonly originalLength: number;
      /** Rotations over the original length above which channels are kept; default 32. */
      readonly betaFast?: number;
      /** Rotations below which channels are interpolated whole; default 1. */
      readonly betaSlow?: number;
      /** Factor on cosines and sines; default 0.1·ln(factor) + 1. */
      readonly attentionFactor?: number;
    }
  /** Llama 3.1: interpolated by wavelength, with a ramp between two of them. */
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly originalLength: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
    };

/** Angles per position of each pair of channels, and a factor on cosines and sines. */
export interface RotaryFrequencies {
  readonly frequencies: readonly number[];
  readonly scale: number;
}

/** The frequencies of `width` rotated channels for sequences of `positions`. Throws `rotary.scaling`. */
export function rotaryFrequencies(
  width: number,
  base: number,
  scaling: RotaryScaling | null,
  positions: number,
): RotaryFrequencies {
  const plain = (own: number) => Array.from({ length: width / 2 }, (_, i) => own ** ((-2 * i) / width));
  const frequencies = plain(base);
  if (!scaling) return { frequencies, scale: 1 };
  check(scaling);
  const { factor } = scaling;
  // The exponent makes the slowest channel come out divided by the factor.
  const stretched = (by: number) => plain(base * by ** (width > 2 ? width / (width - 2) : 1));
  switch (scaling.type) {
    case 'linear':
      return { frequencies: frequencies.map((f) => f / factor), scale: 1 };
    case 'ntk':
      return { frequencies: stretched(factor), scale: 1 };
    case 'dynamic': {
      const length = Math.max(positions, scaling.originalLength);
      return {
        frequencies: stretched((factor * length) / scaling.originalLength - (factor - 1)),
        scale: 1,
      };
    }
    case 'yarn': {
      const { originalLength, betaFast = 32, betaSlow = 1 } = scaling;
      // The channel that turns so many times over the original length.
      const channel = (turns: number) =>
        (width * Math.log(originalLength / (turns * 2 * Math.PI))) / (2 * Math.log(base));
      const low = Math.max(Math.floor(channel(betaFast)), 0);
      const high = Math.min(Math.ceil(channel(betaSlow)), width - 1);
      const mixed = frequencies.map((f, i) => mix(f, f / factor, (i - low) / Math.max(high - low, 0.001)));
      return { frequencies: mixed, scale: scaling.attentionFactor ?? 0.1 * Math.log(factor) + 1 };
    }
    case 'llama3': {
      const { originalLength, lowFrequencyFactor: low, highFrequencyFactor: high } = scaling;
      const mixed = frequencies.map((f) => {
        const turns = (originalLength * f) / (2 * Math.PI);
        return mix(f / factor, f, (turns - low) / (high - low));
      });
      return { frequencies: mixed, scale: 1 };
    }
  }
}

/** From a (at 0 and below) to b (at 1 and above). */
function mix(a: number, b: number, at: number): number {
  const share = Math.min(1, Math.max(0, at));
  return a * (1 - share) + b * share;
}

function check(scaling: RotaryScaling): void {
  const { type, ...numbers } = scaling;
  const known = ['linear', 'ntk', 'dynamic', 'yarn', 'llama3'].includes(type);
  const positive = Object.values(numbers).every((value: unknown) => typeof value === 'number' && value > 0);
  const ordered = scaling.type !== 'llama3' || scaling.highFrequencyFactor > scaling.lowFrequencyFactor;
  if (known && positive && ordered && scaling.factor >= 1) return;
  throw new CraftError(
    'rotary.scaling',
    `rotary: expected scaling of type linear, ntk, dynamic, yarn or llama3 with a factor of 1 or more, positive numbers and highFrequencyFactor above lowFrequencyFactor but received ${JSON.stringify(scaling)}`,
  );
}
