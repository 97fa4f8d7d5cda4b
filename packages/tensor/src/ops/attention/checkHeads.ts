import { CraftError } from '../../errors.ts';

/** Widest head the kernels take. */
const mostChannels = 512;

/** Throws `attention.heads` unless the query heads can share the key/value heads evenly. */
export function checkHeads(op: string, nHeads: number, nKvHeads: number): void {
  const whole = Number.isInteger(nHeads) && Number.isInteger(nKvHeads) && nHeads > 0 && nKvHeads > 0;
  if (whole && nHeads % nKvHeads === 0) return;
  throw new CraftError(
    'attention.heads',
    `${op}: expected nHeads to be a multiple of nKvHeads but received ${nHeads} and ${nKvHeads}`,
  );
}

/** Throws `attention.headDim` for heads that are wider than the kernels take. */
export function checkHeadDim(op: string, headDim: number): void {
  if (headDim <= mostChannels) return;
  throw new CraftError(
    'attention.headDim',
    `${op}: expected heads of at most ${mostChannels} channels but received ${headDim}`,
    { hint: 'use more heads' },
  );
}
