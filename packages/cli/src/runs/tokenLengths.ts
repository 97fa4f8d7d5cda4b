import type { PreparedDataset, SplitName } from '@craft/data';

/** How long the tokens of a split are on average; bytes only where the dataset knows them. */
export function tokenLengths(
  { manifest }: Pick<PreparedDataset, 'manifest'>,
  split: SplitName,
): { readonly charactersPerToken: number; readonly bytesPerToken?: number | undefined } {
  const { characters, bytes, tokens } = manifest.splits[split];
  return {
    charactersPerToken: characters / tokens,
    bytesPerToken: bytes === undefined ? undefined : bytes / tokens,
  };
}
