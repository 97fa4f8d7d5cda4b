import { doubled, type PairTable } from './pairTable.ts';

/** Pairs by their counts, the highest first; of equal counts the pair with the smaller first, then second id. */
export class MergeQueue {
  readonly #pairs: PairTable;
  #counts = new Float64Array(1 << 11);
  #heap = new Int32Array(1 << 11);
  #size = 0;

  constructor(pairs: PairTable) {
    this.#pairs = pairs;
  }

  push(pair: number, count: number): void {
    if (this.#size === this.#heap.length) {
      this.#heap = doubled(this.#heap);
      this.#counts = doubled(this.#counts);
    }
    let place = this.#size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(count, pair, parent)) break;
      this.#set(place, this.#heap[parent] ?? 0, this.#counts[parent] ?? 0);
      place = parent;
    }
    this.#set(place, pair, count);
  }

  /** Takes the first pair and the count that it was pushed with; null when there is none. */
  pop(): { pair: number; count: number } | null {
    if (this.#size === 0) return null;
    const top = { pair: this.#heap[0] ?? 0, count: this.#counts[0] ?? 0 };
    const size = --this.#size;
    const pair = this.#heap[size] ?? 0;
    const count = this.#counts[size] ?? 0;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && this.#isBefore(this.#counts[child + 1] ?? 0, this.#heap[child + 1] ?? 0, child))
        child++;
      if (this.#isBefore(count, pair, child)) break;
      this.#set(place, this.#heap[child] ?? 0, this.#counts[child] ?? 0);
      place = child;
    }
    this.#set(place, pair, count);
    return top;
  }

  #set(place: number, pair: number, count: number): void {
    this.#heap[place] = pair;
    this.#counts[place] = count;
  }

  #isBefore(count: number, pair: number, place: number): boolean {
    const otherCount = this.#counts[place] ?? 0;
    if (count !== otherCount) return count > otherCount;
    const other = this.#heap[place] ?? 0;
    const first = this.#pairs.first(pair);
    const otherFirst = this.#pairs.first(other);
    return first === otherFirst ? this.#pairs.second(pair) < this.#pairs.second(other) : first < otherFirst;
  }
}
