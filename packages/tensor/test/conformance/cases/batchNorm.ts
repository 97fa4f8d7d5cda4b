import { batchNorm } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import { normalizedChannels } from '../channelCases.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

interface Options {
  readonly training?: boolean;
  readonly weight?: boolean;
  readonly bias?: boolean;
  readonly eps?: number;
}

function batchNormCase(shape: readonly number[], options: Options = {}): ConformanceCase {
  const { training = true, weight = true, bias = true, eps = 1e-5 } = options;
  const vector = { shape: [shape[1] ?? 0] };
  const without = weight ? (bias ? '' : ', no bias') : bias ? ', no weight' : ', neither';
  const running = training ? [] : [vector, { ...vector, range: [0.3, 2] as const }];
  const first = running.length;
  return {
    op: 'batchNorm',
    name: `[${shape.join(', ')}], ${training ? 'training' : 'evaluation'}${without}${eps === 1e-5 ? '' : `, eps ${eps}`}`,
    inputs: [{ shape }, ...running, ...(weight ? [vector] : []), ...(bias ? [vector] : [])],
    run: ([x, ...rest]) => {
      const [mean, variance] = training ? [] : rest;
      const [a, b] = rest.slice(first);
      return batchNorm(
        x,
        mean ?? null,
        variance ?? null,
        (weight ? a : null) ?? null,
        (bias ? (weight ? b : a) : null) ?? null,
        { training, eps },
      );
    },
    reference: ([x, ...rest]) => {
      const [mean, variance] = rest;
      const [a, b] = rest.slice(first);
      return normalizedChannels(x, shape, (_, channel) => channel, {
        eps,
        weight: weight ? a : undefined,
        bias: bias ? (weight ? b : a) : undefined,
        ...(training ? {} : { given: (c: number) => [mean?.[c] ?? NaN, variance?.[c] ?? NaN] as const }),
      });
    },
    shape,
    gradients: [true, ...running.map(() => false), ...(weight ? [true] : []), ...(bias ? [true] : [])],
    gradientTolerance: { absolute: 1e-5 * Math.max(1, Math.sqrt(elements(shape) / 100)), relative: 1e-5 },
  };
}

export const cases: readonly ConformanceCase[] = [
  batchNormCase([4, 3, 5]),
  batchNormCase([2, 3, 3, 5]),
  batchNormCase([7, 5]),
  batchNormCase([70, 33]),
  batchNormCase([3, 2, 19, 31]),
  batchNormCase([1, 2, 600]),
  batchNormCase([4, 3, 2], { weight: false }),
  batchNormCase([4, 3, 2], { bias: false }),
  batchNormCase([4, 3, 2], { weight: false, bias: false, eps: 0.1 }),
  batchNormCase([4, 3, 5], { training: false }),
  batchNormCase([7, 5], { training: false }),
  batchNormCase([1, 5], { training: false }),
  batchNormCase([0, 3, 2], { training: false }),
  batchNormCase([4, 3, 2], { training: false, weight: false, bias: false }),
];
