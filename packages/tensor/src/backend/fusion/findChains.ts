import type { Recording } from '../plan.ts';
import { joined, nodeOf, touched, type ChainNode } from './chainNode.ts';
import type { BufferKeys, Footprint, Key } from './footprint.ts';
import { LiveBytes, lifetimeChanges } from './liveBytes.ts';

/** What a chain may be at most. */
export interface ChainLimits {
  /** Buffers that one kernel binds. */
  readonly buffers: number;
  /** Launches in one chain. */
  readonly steps: number;
  /** Words of params. */
  readonly words: number;
  /** Bytes by which to stay below the most that was ever alive. */
  readonly spare: number;
  /** How often two launches or chains may go together. */
  readonly joins: number;
}

/** How far back a launch looks for one to go together with. */
const reach = 256;

/**
 * Goes through the launches in order and puts each elementwise one together with those that made what it reads, where
 * they compute as many elements, nothing in between minds that one of the two moves to where the other is, and no more
 * memory is alive anywhere than ever was.
 */
export class ChainFinder {
  readonly #keys: BufferKeys;
  readonly #limits: ChainLimits;
  readonly #recording: Recording;
  readonly #live: LiveBytes;
  /** By anchor; null where a launch went to another one's place. */
  readonly #nodes: (ChainNode | null)[] = [];
  /** Who touches each temporary. */
  readonly #touching = new Map<Key, Set<ChainNode>>();
  #joins = 0;

  constructor(
    recording: Recording,
    footprints: readonly Footprint[],
    keys: BufferKeys,
    constants: ReadonlyMap<Key, unknown>,
    limits: ChainLimits,
  ) {
    this.#recording = recording;
    this.#keys = keys;
    this.#limits = limits;
    this.#live = new LiveBytes(recording.temporaries, footprints.length, limits.spare);
    footprints.forEach((step, anchor) => {
      const node = nodeOf(step, anchor, constants);
      this.#nodes.push(node);
      for (const key of touched(node)) this.#touch(key).add(node);
    });
  }

  /** How often two went together. */
  get joins(): number {
    return this.#joins;
  }

  /** All launches and chains in order. */
  find(): ChainNode[] {
    for (let at = 0; at < this.#nodes.length; at++) {
      let node = this.#nodes[at] ?? null;
      while (node && node.size > 0 && this.#joins < this.#limits.joins) node = this.#joinOne(node);
    }
    return this.#nodes.filter((node) => node !== null);
  }

  /** Whether memory does not have to hold a buffer that these steps make: nobody else touches it. */
  isInner(key: Key, node: ChainNode): boolean {
    return node.steps.length > 1 && this.#isInner(key, node, [node]);
  }

  /** The node together with one that made what it reads; null where there is none. */
  #joinOne(node: ChainNode): ChainNode | null {
    for (let at = node.anchor - 1; at >= Math.max(0, node.anchor - reach); at--) {
      const maker = this.#nodes[at];
      if (!maker || maker.size !== node.size || !overlaps(maker.writes, node)) continue;
      const result = this.#join(maker, node);
      if (result) return result;
    }
    return null;
  }

  /** Puts two together in the place of the one or the other; null where that cannot be. */
  #join(one: ChainNode, other: ChainNode): ChainNode | null {
    if (one.steps.length + other.steps.length > this.#limits.steps) return null;
    if (meets(one.writes, other.apart) || meets(other.writes, one.apart)) return null;
    const between = this.#nodes.slice(one.anchor + 1, other.anchor).filter((node) => node !== null);
    for (const [moving, anchor] of [
      [one, other.anchor],
      [other, one.anchor],
    ] as const) {
      if (between.some((node) => this.#conflict(moving, node))) continue;
      const node = joined(one, other, anchor);
      if (this.#fits(node, one, other) && this.#settle(node, one, other)) return node;
    }
    return null;
  }

  /** Whether the order of two matters. */
  #conflict(one: ChainNode, other: ChainNode): boolean {
    return this.#disturbs(one, other) || this.#disturbs(other, one);
  }

  /** Whether one writes what the other touches. What the caller gives may be anything else from outside. */
  #disturbs(one: ChainNode, other: ChainNode): boolean {
    for (const key of one.writes) {
      if (other.reads.has(key) || other.writes.has(key)) return true;
      const kind = this.#keys.refs[key]?.kind;
      if (kind !== 'input' && kind !== 'fixed') continue;
      for (const theirs of touched(other)) {
        const theirKind = this.#keys.refs[theirs]?.kind;
        if (theirKind === 'input' || (kind === 'input' && theirKind === 'fixed')) return true;
      }
    }
    return false;
  }

  /** Whether a kernel can be made of it. */
  #fits(node: ChainNode, one: ChainNode, other: ChainNode): boolean {
    const all = touched(node);
    const outer = [...all].filter((key) => !this.#isInner(key, node, [one, other]));
    if (outer.length > this.#limits.buffers || wordsOf(node) > this.#limits.words) return false;
    // What the caller gives may be the same memory as something else from outside.
    const kinds = outer.map((key) => this.#keys.refs[key]?.kind);
    const fromOutside = kinds.filter((kind) => kind === 'input' || kind === 'fixed').length;
    if (fromOutside < 2 || !kinds.includes('input')) return true;
    return ![...node.writes].some((key) => ['input', 'fixed'].includes(this.#keys.refs[key]?.kind ?? ''));
  }

  /** The same for steps that nobody but these nodes has so far. */
  #isInner(key: Key, node: ChainNode, nodes: readonly ChainNode[]): boolean {
    if (this.#keys.refs[key]?.kind !== 'temporary' || !node.writes.has(key)) return false;
    for (const toucher of this.#touch(key)) if (!nodes.includes(toucher)) return false;
    return startsWithWrite(key, node);
  }

  /** Puts the node into the place of two, unless memory minds. */
  #settle(node: ChainNode, one: ChainNode, other: ChainNode): boolean {
    const changes = [...touched(node)].flatMap((key) => {
      const ref = this.#keys.refs[key];
      if (ref?.kind !== 'temporary') return [];
      const byteLength = this.#recording.temporaries[ref.index]?.byteLength ?? 0;
      const before = [...this.#touch(key)];
      const wasInner = before.length === 1 && before[0] && this.isInner(key, before[0]);
      if (wasInner) return [];
      const now = before
        .filter((toucher) => toucher !== one && toucher !== other)
        .map(({ anchor }) => anchor);
      const inner = this.#isInner(key, node, [one, other]);
      const from = lifetime(
        byteLength,
        before.map(({ anchor }) => anchor),
      );
      return lifetimeChanges(from, inner ? null : lifetime(byteLength, [...now, node.anchor]));
    });
    if (!this.#live.tryChange(changes)) return false;
    this.#nodes[one.anchor] = this.#nodes[other.anchor] = null;
    this.#nodes[node.anchor] = node;
    for (const key of touched(node)) {
      const nodes = this.#touch(key);
      nodes.delete(one);
      nodes.delete(other);
      nodes.add(node);
    }
    this.#joins++;
    return true;
  }

  #touch(key: Key): Set<ChainNode> {
    let nodes = this.#touching.get(key);
    if (!nodes) this.#touching.set(key, (nodes = new Set()));
    return nodes;
  }
}

function lifetime(byteLength: number, anchors: readonly number[]) {
  return { byteLength, first: Math.min(...anchors), last: Math.max(...anchors) };
}

/** Whether the first of the steps that touch a buffer overwrites it. */
function startsWithWrite(key: Key, { steps }: ChainNode): boolean {
  const first = steps.find(({ reads, writes }) => reads.includes(key) || writes.includes(key));
  return first !== undefined && !first.reads.includes(key) && !first.launch.kernel.elementwise?.updated;
}

function overlaps(writes: ReadonlySet<Key>, { reads, writes: others }: ChainNode): boolean {
  return meets(writes, reads) || meets(writes, others);
}

function meets(some: ReadonlySet<Key>, others: ReadonlySet<Key>): boolean {
  for (const key of some) if (others.has(key)) return true;
  return false;
}

/** Words of params that a kernel of these steps may need. */
function wordsOf({ steps, size }: ChainNode): number {
  return steps.reduce((sum, { launch, accesses }) => {
    const own = launch.kernel.elementwise?.layout === 'flat' ? Object.keys(launch.params).length - 1 : 0;
    const views = accesses.filter((access) => typeof access === 'object').length;
    const constants = accesses.filter((access) => access === 'single' || size === 1).length;
    return sum + own + views * 7 + constants;
  }, 2);
}
