import { CraftError } from '@craft/config';

/** A sequence of token ids that can be read anywhere. */
export interface TokenSource {
  /** Number of tokens. */
  readonly length: number;
  /**
   * Reads `count` tokens from position `start` on.
   *
   * @returns [count] ids, owned by the caller
   * @throws CraftError `data.out-of-range` when the range leaves the sequence
   */
  read(start: number, count: number): Int32Array;
}

/** Checks that a range lies inside a sequence. */
export function checkRange(name: string, length: number, start: number, count: number): void {
  const isInside =
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(count) &&
    start >= 0 &&
    count >= 0 &&
    start + count <= length;
  if (isInside) return;
  throw new CraftError(
    `${name}: expected a range inside 0 … ${length} but received start ${start} and count ${count}`,
    {
      code: 'data.out-of-range',
    },
  );
}

/** A sequence of tokens that lies in memory. The values are used as they are, not copied. */
export function arrayTokens(ids: Int32Array | Uint16Array | Uint32Array): TokenSource {
  return {
    length: ids.length,
    read(start, count) {
      checkRange('tokens', ids.length, start, count);
      return Int32Array.from(ids.subarray(start, start + count));
    },
  };
}

/** Several sequences, one after the other, as one. */
export function joinedTokens(sources: readonly TokenSource[]): TokenSource {
  const [only] = sources;
  if (sources.length === 1 && only) return only;
  const starts: number[] = [];
  let length = 0;
  for (const source of sources) {
    starts.push(length);
    length += source.length;
  }
  return {
    length,
    read(start, count) {
      checkRange('tokens', length, start, count);
      const ids = new Int32Array(count);
      sources.forEach((source, index) => {
        const sourceStart = starts[index] ?? 0;
        const from = Math.max(start, sourceStart);
        const to = Math.min(start + count, sourceStart + source.length);
        if (from < to) ids.set(source.read(from - sourceStart, to - from), from - start);
      });
      return ids;
    },
  };
}
