import type { Footprint, Key } from './footprint.ts';

/** Launches that run as one: at first each by itself. */
export interface ChainNode {
  /** Where it runs: the number of one of its launches. */
  readonly anchor: number;
  /** In order. */
  readonly steps: readonly Footprint[];
  /** Number of elements; 0 for a launch that stays alone. */
  readonly size: number;
  readonly reads: ReadonlySet<Key>;
  readonly writes: ReadonlySet<Key>;
  /** Reads at other elements than that of the result. */
  readonly apart: ReadonlySet<Key>;
}

/** A launch by itself. `constants` are read without being touched. */
export function nodeOf(step: Footprint, anchor: number, constants: ReadonlyMap<Key, unknown>): ChainNode {
  const read = step.size > 0 ? step.reads.filter((key) => !constants.has(key)) : step.reads;
  const apart = step.reads.filter((key, i) => !constants.has(key) && step.accesses[i] !== 'element');
  return {
    anchor,
    steps: [step],
    size: step.writes.some((key) => constants.has(key)) ? 0 : step.size,
    reads: new Set(read),
    writes: new Set(step.writes),
    apart: new Set(step.size > 0 ? apart : []),
  };
}

/** Both as one, the steps of the first first. */
export function joined(one: ChainNode, other: ChainNode, anchor: number): ChainNode {
  return {
    anchor,
    steps: [...one.steps, ...other.steps],
    size: one.size,
    reads: new Set([...one.reads, ...other.reads]),
    writes: new Set([...one.writes, ...other.writes]),
    apart: new Set([...one.apart, ...other.apart]),
  };
}

/** What a node reads and writes. */
export function touched({ reads, writes }: ChainNode): Set<Key> {
  return new Set([...reads, ...writes]);
}
