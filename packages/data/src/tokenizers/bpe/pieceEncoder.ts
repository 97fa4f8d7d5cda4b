import type { IdBuffer } from './idBuffer.ts';
import type { Merge } from './trainMerges.ts';
import { PairTable } from './pairTable.ts';
import { WordTable } from './wordTable.ts';

/** Longer pieces are rare, and are not kept. */
const KEPT_PIECE_BYTES = 48;
const KEPT_PIECES = 1 << 17;
/** From this many symbols on the next merge is found in a queue. */
const QUEUE_SYMBOLS = 48;
const NONE = 0x7fffffff;

/** What encoding a piece takes. */
export interface PieceEncoderOptions {
  /** [256] the id of each byte. */
  readonly byteIds: Int32Array;
  readonly merges: readonly Merge[];
  /** [merges] the id of what a merge makes. */
  readonly mergedIds: Int32Array;
  /** Pieces that are one token whatever the merges say, with their ids. */
  readonly wholePieces: { readonly table: WordTable; readonly ids: Int32Array } | null;
}

/**
 * Turns pieces into tokens: of all pairs the one whose merge was learnt first, the leftmost of equals, until none is left. The
 * ids of pieces are remembered, as most of a text's are not new.
 */
export class PieceEncoder {
  readonly #options: PieceEncoderOptions;
  readonly #ranks = new PairTable();
  readonly #kept = new WordTable();
  /** Where the ids of kept piece n begin; they end where the next begin. */
  readonly #keptStarts = new Int32Array(KEPT_PIECES + 1);
  #keptIds = new Int32Array(KEPT_PIECES);
  #symbols = new Int32Array(256);
  #ranksAt = new Int32Array(256);

  constructor(options: PieceEncoderOptions) {
    this.#options = options;
    // The number of a pair in the table is its rank: none comes twice.
    for (const [first, second] of options.merges) this.#ranks.add(first, second);
  }

  /** Adds the ids of the piece from `start` to `end` to `out`. */
  encode(bytes: Uint8Array, start: number, end: number, out: IdBuffer): void {
    const length = end - start;
    if (length > KEPT_PIECE_BYTES) {
      // First, as it may make room for more symbols.
      const count = this.#merge(bytes, start, end);
      out.addRange(this.#symbols, 0, count);
      return;
    }
    if (this.#kept.size === KEPT_PIECES) this.#kept.clear();
    const size = this.#kept.size;
    const piece = this.#kept.add(bytes, start, end);
    if (piece === size) this.#keep(piece, this.#merge(bytes, start, end));
    out.addRange(this.#keptIds, this.#keptStarts[piece] ?? 0, this.#keptStarts[piece + 1] ?? 0);
  }

  #keep(piece: number, count: number): void {
    const start = this.#keptStarts[piece] ?? 0;
    if (start + count > this.#keptIds.length) {
      const larger = new Int32Array(2 * this.#keptIds.length);
      larger.set(this.#keptIds);
      this.#keptIds = larger;
    }
    this.#keptIds.set(this.#symbols.subarray(0, count), start);
    this.#keptStarts[piece + 1] = start + count;
  }

  #rank(first: number, second: number): number {
    const rank = this.#ranks.find(first, second);
    return rank < 0 ? NONE : rank;
  }

  /** Leaves the piece's ids at the start of `#symbols` and gives their number. */
  #merge(bytes: Uint8Array, start: number, end: number): number {
    const { byteIds, wholePieces } = this.#options;
    const length = end - start;
    if (length > this.#symbols.length) {
      this.#symbols = new Int32Array(2 * length);
      this.#ranksAt = new Int32Array(2 * length);
    }
    const whole = wholePieces?.table.find(bytes, start, end) ?? -1;
    if (whole >= 0) {
      this.#symbols[0] = wholePieces?.ids[whole] ?? 0;
      return 1;
    }
    for (let index = 0; index < length; index++)
      this.#symbols[index] = byteIds[bytes[start + index] ?? 0] ?? 0;
    return length < QUEUE_SYMBOLS ? this.#mergeShort(length) : this.#mergeLong(length);
  }

  /** Looks through all pairs for the next merge. */
  #mergeShort(length: number): number {
    const symbols = this.#symbols;
    const ranks = this.#ranksAt;
    const { mergedIds } = this.#options;
    let count = length;
    for (let index = 0; index + 1 < count; index++)
      ranks[index] = this.#rank(symbols[index] ?? 0, symbols[index + 1] ?? 0);
    for (;;) {
      let best = NONE;
      let at = -1;
      for (let index = 0; index + 1 < count; index++) {
        const rank = ranks[index] ?? NONE;
        if (rank < best) {
          best = rank;
          at = index;
        }
      }
      if (at < 0) return count;
      symbols[at] = mergedIds[best] ?? 0;
      symbols.copyWithin(at + 1, at + 2, count);
      ranks.copyWithin(at + 1, at + 2, count - 1);
      count--;
      if (at > 0) ranks[at - 1] = this.#rank(symbols[at - 1] ?? 0, symbols[at] ?? 0);
      if (at + 1 < count) ranks[at] = this.#rank(symbols[at] ?? 0, symbols[at + 1] ?? 0);
    }
  }

  /** Keeps the pairs in a queue by rank and place, so that a long piece takes n·log n. */
  #mergeLong(length: number): number {
    const symbols = this.#symbols;
    const ranks = this.#ranksAt;
    const { mergedIds } = this.#options;
    const next = new Int32Array(length);
    const before = new Int32Array(length);
    const queue = new RankQueue(length);
    const look = (place: number): void => {
      const after = next[place] ?? length;
      const rank = after < length ? this.#rank(symbols[place] ?? 0, symbols[after] ?? 0) : NONE;
      ranks[place] = rank;
      if (rank !== NONE) queue.push(rank, place);
    };
    for (let place = 0; place < length; place++) {
      next[place] = place + 1;
      before[place] = place - 1;
    }
    for (let place = 0; place < length; place++) look(place);
    while (queue.pop()) {
      const { rank, place } = queue;
      // What was merged since has another rank here, or none.
      if (ranks[place] !== rank) continue;
      const gone = next[place] ?? length;
      const after = next[gone] ?? length;
      symbols[place] = mergedIds[rank] ?? 0;
      ranks[gone] = NONE;
      next[place] = after;
      if (after < length) before[after] = place;
      look(place);
      const previous = before[place] ?? -1;
      if (previous >= 0) look(previous);
    }
    let count = 0;
    for (let place = 0; place < length; place = next[place] ?? length) symbols[count++] = symbols[place] ?? 0;
    return count;
  }
}

/** Places by rank, the lowest first; of equal ranks the leftmost. */
class RankQueue {
  rank = 0;
  place = 0;
  #heap: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#heap = new Float64Array(capacity);
  }

  push(rank: number, place: number): void {
    if (this.#size === this.#heap.length) {
      const larger = new Float64Array(2 * this.#size);
      larger.set(this.#heap);
      this.#heap = larger;
    }
    // Both in one number that sorts as the two: places are below 2^22, ranks below 2^31.
    const key = rank * PLACES + place;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = this.#heap[parent] ?? 0;
      if (other <= key) break;
      this.#heap[at] = other;
      at = parent;
    }
    this.#heap[at] = key;
  }

  /** Puts the first into `rank` and `place`; false when there is none. */
  pop(): boolean {
    if (this.#size === 0) return false;
    const top = this.#heap[0] ?? 0;
    this.rank = Math.floor(top / PLACES);
    this.place = top % PLACES;
    const size = --this.#size;
    const key = this.#heap[size] ?? 0;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (this.#heap[child + 1] ?? 0) < (this.#heap[child] ?? 0)) child++;
      const other = this.#heap[child] ?? 0;
      if (key <= other) break;
      this.#heap[at] = other;
      at = child;
    }
    this.#heap[at] = key;
    return true;
  }
}

const PLACES = 2 ** 22;
