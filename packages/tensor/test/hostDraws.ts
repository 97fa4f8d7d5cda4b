import { philox } from '../src/index.ts';

/** The words that operation number `opIndex` of a randomScope draws, by the host's Philox. */
export function hostWords(
  n: number,
  { seed, step, opIndex = 0 }: { readonly seed: number; readonly step: number; readonly opIndex?: number },
): number[] {
  const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
  const words: number[] = [];
  for (let block = 0; words.length < n; block++) words.push(...philox(key, [block, opIndex, step, 0]));
  return words.slice(0, n);
}

/** Their upper 24 bits as numbers in [0, 1). */
export function hostUnits(n: number, key: Parameters<typeof hostWords>[1]): number[] {
  return hostWords(n, key).map((word) => (word >>> 8) / 2 ** 24);
}
