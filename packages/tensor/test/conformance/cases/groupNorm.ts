import { groupNorm } from '../../../src/index.ts';
import { elements } from '../caseValues.ts';
import { normalizedChannels } from '../channelCases.ts';
import type { ConformanceCase } from '../conformanceCase.ts';

function groupNormCase(
  shape: readonly number[],
  groups: number,
  options: { readonly weight?: boolean; readonly bias?: boolean; readonly eps?: number } = {},
): ConformanceCase {
  const { weight = true, bias = true, eps = 1e-5 } = options;
  const channels = shape[1] ?? 0;
  const vector = { shape: [channels] };
  const without = weight ? (bias ? '' : ', no bias') : bias ? ', no weight' : ', neither';
  return {
    op: 'groupNorm',
    name: `[${shape.join(', ')}] in ${groups}${without}${eps === 1e-5 ? '' : `, eps ${eps}`}`,
    inputs: [{ shape }, ...(weight ? [vector] : []), ...(bias ? [vector] : [])],
    run: ([x, a, b]) => groupNorm(x, groups, weight ? a : null, bias ? (weight ? b : a) : null, eps),
    reference: ([x, a, b]) =>
      normalizedChannels(
        x,
        shape,
        (sample, channel) => sample * groups + Math.floor((channel * groups) / channels),
        { eps, weight: weight ? a : undefined, bias: bias ? (weight ? b : a) : undefined },
      ),
    shape,
    gradientTolerance: { absolute: 1e-5 * Math.max(1, Math.sqrt(elements(shape) / 100)), relative: 1e-5 },
  };
}

export const cases: readonly ConformanceCase[] = [
  groupNormCase([2, 6, 3, 5], 2),
  groupNormCase([3, 4, 7], 4),
  groupNormCase([3, 8], 2),
  groupNormCase([2, 6, 5], 1),
  groupNormCase([2, 4, 3], 2, { weight: false }),
  groupNormCase([2, 4, 3], 2, { bias: false }),
  groupNormCase([2, 4, 3], 2, { weight: false, bias: false, eps: 0.1 }),
  groupNormCase([0, 4, 3], 2),
  groupNormCase([2, 4, 0], 2),
  groupNormCase([1, 2, 37, 41], 2),
  groupNormCase([40, 12, 17], 3),
];
