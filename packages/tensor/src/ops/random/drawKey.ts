import { seedKey } from '../../random.ts';
import type { RandomKey } from '../../randomScope.ts';
import philoxWgsl from './philox.wgsl';
import wordsWgsl from './words.wgsl';

/** The params by which a kernel is keyed: `drawValues` fills them in. */
export const drawParams = { seed0: 'u32', seed1: 'u32', opIndex: 'u32', step: 'u32' } as const;

/**
 * WGSL of the words under these params: `wordsOf(block)`, the four of a block, and `unitOf(words)`, their
 * upper 24 bits as numbers in [0, 1). Element i takes word i % 4 of block ⌊i/4⌋, whose counter is
 * (⌊i/4⌋, opIndex, step, 0). On a CPU: `philoxBlocks(…, seed0, seed1, first, opIndex, step, 0)`.
 */
export const drawWgsl = `${philoxWgsl}\n${wordsWgsl}`;

export function drawValues({ seed, step, opIndex }: RandomKey) {
  const [seed0, seed1] = seedKey(seed);
  return { seed0, seed1, opIndex, step };
}
