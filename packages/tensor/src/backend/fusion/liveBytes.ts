import { lowerBound } from '../liveness.ts';
import type { Lifetime } from '../plan.ts';

/** A change: so many bytes more (or fewer) from one launch to another. */
export interface LiveChange {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** How many bytes are alive at each launch; changes leave some to spare of the most in the beginning. */
export class LiveBytes {
  readonly #live: Float64Array;
  readonly #most: number;

  constructor(lifetimes: readonly Lifetime[], launches: number, spare: number) {
    this.#live = new Float64Array(launches);
    this.#most = lowerBound(lifetimes) - spare;
    for (const { byteLength, first, last } of lifetimes) {
      this.#add({ from: first, to: last, bytes: byteLength });
    }
  }

  /** Makes the changes unless more would then be alive somewhere than may be; whether it made them. */
  tryChange(changes: readonly LiveChange[]): boolean {
    for (const change of changes) this.#add(change);
    const tooMuch = changes.some(({ from, to, bytes }) => {
      if (bytes <= 0) return false;
      for (let at = from; at <= to; at++) if ((this.#live[at] ?? 0) > this.#most) return true;
      return false;
    });
    if (tooMuch) for (const { from, to, bytes } of changes) this.#add({ from, to, bytes: -bytes });
    return !tooMuch;
  }

  #add({ from, to, bytes }: LiveChange): void {
    for (let at = from; at <= to; at++) this.#live[at] = (this.#live[at] ?? 0) + bytes;
  }
}

/** What changes where a lifetime becomes another one, or none. */
export function lifetimeChanges(before: Lifetime, after: Lifetime | null): LiveChange[] {
  const bytes = before.byteLength;
  const gone = { from: before.first, to: before.last, bytes: -bytes };
  if (!after) return [gone];
  if (after.first > before.last || after.last < before.first) {
    return [gone, { from: after.first, to: after.last, bytes }];
  }
  return [
    { from: before.first, to: after.first - 1, bytes: -bytes },
    { from: after.first, to: before.first - 1, bytes },
    { from: after.last + 1, to: before.last, bytes: -bytes },
    { from: before.last + 1, to: after.last, bytes },
  ].filter(({ from, to }) => from <= to);
}
