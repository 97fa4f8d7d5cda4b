import { seedKey } from '../../random.ts';
import { currentRandomKey } from '../../randomScope.ts';
import { dropoutThreshold } from '../dropout/dropout.ts';
import type { ParamSources } from '../op.ts';

/** What the kernels need for dropout: keep where the word reaches dropThreshold (0: keep all). */
export const dropoutParams = {
  dropThreshold: 'u32',
  keepScale: 'f32',
  seed0: 'u32',
  seed1: 'u32',
  opIndex: 'u32',
  step: 'u32',
} as const;

export type DropoutValues = ParamSources<typeof dropoutParams>;

/** Keeps every attention weight. */
export const noDropout: DropoutValues = {
  dropThreshold: 0,
  keepScale: 1,
  seed0: 0,
  seed1: 0,
  opIndex: 0,
  step: 0,
};

/**
 * The kernels' values for probability p. The weight of query i and key j in head h of sequence b takes word
 * j % 4 of the Philox block with the counter (⌊j/4⌋, opIndex, step, (b·H + h)·T + i).
 */
export function dropoutValues(p: number): DropoutValues {
  const { threshold, scale } = dropoutThreshold(p, 'attention');
  if (p === 0) return noDropout;
  const { seed, step, opIndex } = currentRandomKey('attention', 'use p = 0');
  const [seed0, seed1] = seedKey(seed);
  return { dropThreshold: threshold, keepScale: scale, seed0, seed1, opIndex, step };
}
