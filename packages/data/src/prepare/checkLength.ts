import { CraftError } from '@craft/config';
import type { Manifest } from './manifest.ts';
import { SPLITS } from './splits.ts';

/**
 * Checks that each split that is used holds at least one context: `contextLength` tokens and one more, as each token is
 * predicted from those before it.
 *
 * @throws CraftError `data.too-short`, naming the split, what it has and what it needs
 */
export function checkLength(manifest: Manifest, contextLength: number): void {
  const needed = contextLength + 1;
  for (const name of SPLITS) {
    const share = manifest.shares[name];
    const { tokens } = manifest.splits[name];
    if (share === 0 || tokens >= needed) continue;
    const total = SPLITS.reduce((sum, split) => sum + manifest.splits[split].tokens, 0);
    const advice = [
      total > needed
        ? 'shorten model.contextLength'
        : 'use a longer text or a much smaller model.contextLength',
      ...(name === 'train' ? [] : [`set data.splits.${name} to 0 or to a larger share than ${share}`]),
      ...(manifest.source.type === 'tales' ? ['raise data.characters'] : []),
    ];
    throw new CraftError(
      `data: expected at least ${needed} tokens in the split ${name} (model.contextLength ${contextLength} + 1) ` +
        `but received ${tokens} of the text's ${total}`,
      { code: 'data.too-short', hint: `Either ${advice.join(', or ')}.` },
    );
  }
}
