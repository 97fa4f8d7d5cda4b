import type { Footprint, Key } from './footprint.ts';

/** Places for what a chain has in between. */
export interface Slots {
  readonly count: number;
  readonly assigned: ReadonlyMap<Key, number>;
}

/**
 * Gives each of the `inner` buffers a slot, as few in all as can be: a result may take the slot of an operand that is
 * read for the last time, for each element is read before it is written.
 */
export function assignSlots(steps: readonly Footprint[], inner: ReadonlySet<Key>): Slots {
  const last = new Map<Key, number>();
  steps.forEach(({ reads, writes }, at) => {
    for (const key of [...reads, ...writes]) if (inner.has(key)) last.set(key, at);
  });
  const assigned = new Map<Key, number>();
  const taken: (Key | null)[] = [];
  steps.forEach(({ reads, writes }, at) => {
    const free = (keys: readonly Key[]) => {
      for (const key of keys) {
        const slot = assigned.get(key);
        if (slot !== undefined && last.get(key) === at && taken[slot] === key) taken[slot] = null;
      }
    };
    free(reads);
    for (const key of writes) {
      if (!inner.has(key) || assigned.has(key)) continue;
      const gap = taken.indexOf(null);
      const slot = gap < 0 ? taken.length : gap;
      taken[slot] = key;
      assigned.set(key, slot);
    }
    free(writes);
  });
  return { count: taken.length, assigned };
}
