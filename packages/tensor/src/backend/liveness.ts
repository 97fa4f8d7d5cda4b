import type { Lifetime } from './plan.ts';

/** The least memory that lifetimes can be had with: the most bytes alive at one launch. */
export function lowerBound(lifetimes: readonly Lifetime[]): number {
  const changes = new Map<number, number>();
  for (const { byteLength, first, last } of lifetimes) {
    changes.set(first, (changes.get(first) ?? 0) + byteLength);
    changes.set(last + 1, (changes.get(last + 1) ?? 0) - byteLength);
  }
  let live = 0;
  let most = 0;
  for (const [, change] of [...changes].sort(([a], [b]) => a - b)) {
    live += change;
    most = Math.max(most, live);
  }
  return most;
}

/** Places in one stretch of memory. */
export interface Arena {
  readonly byteLength: number;
  /** Of each lifetime, in order. */
  readonly offsets: readonly number[];
}

/**
 * Gives each lifetime a place in one stretch of memory, so that no two that are alive together overlap. Large ones
 * first, each into the smallest gap that holds it (Pisarchyk and Lee, "Efficient memory management for deep neural
 * net inference", 2020, greedy by size with best fit).
 */
export function planArena(lifetimes: readonly Lifetime[], alignment: number): Arena {
  const offsets = new Array<number>(lifetimes.length).fill(0);
  const placed: { first: number; last: number; from: number; to: number }[] = [];
  let byteLength = 0;
  const bySize = lifetimes
    .map((lifetime, index) => ({ ...lifetime, index }))
    .sort((a, b) => b.byteLength - a.byteLength || a.first - b.first);
  for (const { byteLength: bytes, first, last, index } of bySize) {
    const size = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
    let at = 0;
    let best = -1;
    let bestGap = Infinity;
    for (const other of placed) {
      if (other.last < first || other.first > last) continue;
      const gap = other.from - at;
      if (gap >= size && gap < bestGap) [best, bestGap] = [at, gap];
      at = Math.max(at, other.to);
    }
    const from = best >= 0 ? best : at;
    offsets[index] = from;
    byteLength = Math.max(byteLength, from + size);
    const place = { first, last, from, to: from + size };
    // Kept in order of `from`, which is how the gaps are found.
    const where = placed.findIndex((other) => other.from > from);
    if (where < 0) placed.push(place);
    else placed.splice(where, 0, place);
  }
  return { byteLength, offsets };
}

/** Buffers that several lifetimes share, one after the other. */
export interface SharedBuffers {
  /** Bytes of each buffer. */
  readonly sizes: readonly number[];
  /** The buffer of each lifetime. */
  readonly assigned: readonly number[];
}

/**
 * Gives each lifetime a whole buffer, for devices on which parts of one buffer cannot be read and written together.
 * Large ones first, each into the smallest buffer that is free all the while and large enough.
 */
export function planBuffers(lifetimes: readonly Lifetime[]): SharedBuffers {
  const buffers: { size: number; used: Lifetime[] }[] = [];
  const assigned = new Array<number>(lifetimes.length).fill(0);
  const bySize = lifetimes
    .map((lifetime, index) => ({ lifetime, index }))
    .sort((a, b) => b.lifetime.byteLength - a.lifetime.byteLength || a.lifetime.first - b.lifetime.first);
  for (const { lifetime, index } of bySize) {
    let best = -1;
    buffers.forEach(({ size, used }, i) => {
      if (best >= 0 && size >= (buffers[best]?.size ?? 0)) return;
      if (used.every(({ first, last }) => last < lifetime.first || first > lifetime.last)) best = i;
    });
    if (best < 0) best = buffers.push({ size: lifetime.byteLength, used: [] }) - 1;
    buffers[best]?.used.push(lifetime);
    assigned[index] = best;
  }
  return { sizes: buffers.map(({ size }) => size), assigned };
}
