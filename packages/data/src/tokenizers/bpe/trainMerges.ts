import { alphabetOrder } from './byteAlphabet.ts';
import { MergeQueue } from './mergeQueue.ts';
import { doubled, PairTable } from './pairTable.ts';
import type { WordCounts } from './wordCounter.ts';

/** A merge: two tokens that become one, by their ids. Ids 0 … 255 are the bytes in the order of their characters. */
export type Merge = readonly [first: number, second: number];

/** Options of `trainMerges`. */
export interface TrainMergesOptions {
  /** How many tokens there are to be, the 256 bytes included. */
  readonly tokens: number;
  /** A pair must occur so often to become a token. */
  readonly minFrequency: number;
}

/** Ids of tokens, one of each byte, from the bytes. */
const byteIds = (() => {
  const ids = new Int32Array(256);
  alphabetOrder.forEach((byte, id) => (ids[byte] = id));
  return ids;
})();

/** Where pairs occur: for each pair a list of words, in one arena whose places are used again. */
class Places {
  #heads = new Int32Array(1 << 11).fill(-1);
  #words = new Int32Array(1 << 11);
  #next = new Int32Array(1 << 11);
  #size = 0;
  #free = -1;

  add(pair: number, word: number): void {
    while (pair >= this.#heads.length) {
      const larger = new Int32Array(2 * this.#heads.length).fill(-1);
      larger.set(this.#heads);
      this.#heads = larger;
    }
    const head = this.#heads[pair] ?? -1;
    // Words come one after the other: one that is in the list already is at its head.
    if (head >= 0 && this.#words[head] === word) return;
    let place = this.#free;
    if (place >= 0) {
      this.#free = this.#next[place] ?? -1;
    } else {
      place = this.#size++;
      if (place === this.#words.length) {
        this.#words = doubled(this.#words);
        this.#next = doubled(this.#next);
      }
    }
    this.#words[place] = word;
    this.#next[place] = head;
    this.#heads[pair] = place;
  }

  /** Tells of each word of a pair, and forgets them. */
  take(pair: number, onWord: (word: number) => void): void {
    let place = this.#heads[pair] ?? -1;
    if (place < 0) return;
    this.#heads[pair] = -1;
    while (place >= 0) {
      const next = this.#next[place] ?? -1;
      const word = this.#words[place] ?? 0;
      this.#next[place] = this.#free;
      this.#free = place;
      onWord(word);
      place = next;
    }
  }
}

/**
 * Learns byte-pair merges from counted words (Sennrich et al. 2016, algorithm 1), the same ones in the same order as Hugging
 * Face's `BpeTrainer`: the most frequent pair first, of equally frequent ones that with the smaller ids. A merge touches only
 * the words that its pair occurs in, and counts in the queue are brought up to date when they come to its top.
 *
 * A generator, so that the caller decides when others have their turn: it yields the number of merges found so far.
 *
 * @returns the merges, the most frequent first; fewer than asked for where no pair is left
 */
export function* trainMerges(
  words: WordCounts,
  { tokens, minFrequency }: TrainMergesOptions,
): Generator<number, Merge[]> {
  const { arena, starts, counts } = words;
  const symbols = new Int32Array(arena.length);
  for (let index = 0; index < arena.length; index++) symbols[index] = byteIds[arena[index] ?? 0] ?? 0;
  const lengths = new Int32Array(counts.length);
  const pairs = new PairTable();
  const places = new Places();
  let pairCounts = new Float64Array(1 << 12);

  const change = (first: number, second: number, by: number): number => {
    const pair = pairs.add(first, second);
    if (pair >= pairCounts.length) pairCounts = doubled(pairCounts);
    pairCounts[pair] = (pairCounts[pair] ?? 0) + by;
    return pair;
  };
  for (let word = 0; word < counts.length; word++) {
    const start = starts[word] ?? 0;
    const end = starts[word + 1] ?? 0;
    const count = counts[word] ?? 0;
    lengths[word] = end - start;
    for (let index = start; index + 1 < end; index++)
      places.add(change(symbols[index] ?? 0, symbols[index + 1] ?? 0, count), word);
  }
  const queue = new MergeQueue(pairs);
  for (let pair = 0; pair < pairs.size; pair++) queue.push(pair, pairCounts[pair] ?? 0);

  // Two merges may write the same token, which then has one id.
  const names = alphabetOrder.map((byte) => String.fromCharCode(byte));
  const ids = new Map(names.map((name, id) => [name, id]));
  const merges: Merge[] = [];
  const merged = new Set<number>();
  const grown = new Set<number>();

  while (names.length < tokens) {
    const top = queue.pop();
    if (top === null) break;
    const { pair } = top;
    const count = pairCounts[pair] ?? 0;
    if (top.count !== count) {
      if (count > 0) queue.push(pair, count);
      continue;
    }
    if (count < Math.max(1, minFrequency)) break;
    const first = pairs.first(pair);
    const second = pairs.second(pair);
    if (!merged.has(pair)) {
      merged.add(pair);
      merges.push([first, second]);
    }
    const name = (names[first] ?? '') + (names[second] ?? '');
    const id = ids.get(name) ?? names.length;
    if (id === names.length) {
      names.push(name);
      ids.set(name, id);
    }

    places.take(pair, (word) => {
      const start = starts[word] ?? 0;
      const end = start + (lengths[word] ?? 0);
      const by = counts[word] ?? 0;
      let to = start;
      for (let from = start; from < end; from++, to++) {
        const symbol = symbols[from] ?? 0;
        if (symbol !== first || from + 1 >= end || symbols[from + 1] !== second) {
          symbols[to] = symbol;
          continue;
        }
        from++;
        if (to > start) {
          const before = symbols[to - 1] ?? 0;
          change(before, first, -by);
          const left = change(before, id, by);
          places.add(left, word);
          grown.add(left);
        }
        if (from + 1 < end) {
          const after = symbols[from + 1] ?? 0;
          change(second, after, -by);
          const right = change(id, after, by);
          places.add(right, word);
          grown.add(right);
        }
        symbols[to] = id;
      }
      lengths[word] = to - start;
    });
    for (const changed of grown) {
      const now = pairCounts[changed] ?? 0;
      if (now > 0) queue.push(changed, now);
    }
    grown.clear();
    if (merges.length % 64 === 0) yield merges.length;
  }
  return merges;
}
