/** FNV-1a over bytes, as a 32-bit integer. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Distinct sequences of bytes, numbered in the order of their first appearance. */
export class WordTable {
  #slots = new Int32Array(1 << 10).fill(-1);
  #hashes = new Int32Array(1 << 9);
  /** Where word n begins; word n ends where the next begins. */
  #starts = new Uint32Array((1 << 9) + 1);
  #arena = new Uint8Array(1 << 12);
  #size = 0;

  /** How many words there are. */
  get size(): number {
    return this.#size;
  }

  /** How many bytes all words have together. */
  get bytes(): number {
    return this.#starts[this.#size] ?? 0;
  }

  /** The bytes of all words, one after the other; good until the next `add`. */
  get arena(): Uint8Array<ArrayBuffer> {
    return this.#arena.subarray(0, this.bytes);
  }

  /** Where word n begins in `arena`, and at [size] where the last one ends; good until the next `add`. */
  get starts(): Uint32Array<ArrayBuffer> {
    return this.#starts.subarray(0, this.#size + 1);
  }

  /** The number of a word; -1 where it was never added. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.#lookUp(bytes, start, end, hashOf(bytes, start, end), false);
  }

  /** The number of a word, which is new where it equals `size` before the call. */
  add(bytes: Uint8Array, start: number, end: number): number {
    return this.#lookUp(bytes, start, end, hashOf(bytes, start, end), true);
  }

  clear(): void {
    this.#slots.fill(-1);
    this.#size = 0;
  }

  #lookUp(bytes: Uint8Array, start: number, end: number, hash: number, isNew: boolean): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = hash & mask;
    for (;;) {
      const word = slots[slot] ?? -1;
      if (word < 0) return isNew ? this.#insert(bytes, start, end, hash, slot) : -1;
      if (this.#hashes[word] === hash) {
        const from = this.#starts[word] ?? 0;
        if ((this.#starts[word + 1] ?? 0) - from === length) {
          let same = 0;
          while (same < length && this.#arena[from + same] === bytes[start + same]) same++;
          if (same === length) return word;
        }
      }
      slot = (slot + 1) & mask;
    }
  }

  #insert(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const word = this.#size;
    if (word === this.#hashes.length) this.#growWords();
    const from = this.#starts[word] ?? 0;
    const to = from + end - start;
    if (to > this.#arena.length) {
      const larger = new Uint8Array(Math.max(to, 2 * this.#arena.length));
      larger.set(this.#arena);
      this.#arena = larger;
    }
    for (let index = start; index < end; index++) this.#arena[from + index - start] = bytes[index] ?? 0;
    this.#hashes[word] = hash;
    this.#starts[word + 1] = to;
    this.#slots[slot] = word;
    this.#size = word + 1;
    if (2 * this.#size > this.#slots.length) this.#growSlots();
    return word;
  }

  #growWords(): void {
    const hashes = new Int32Array(2 * this.#hashes.length);
    hashes.set(this.#hashes);
    const starts = new Uint32Array(hashes.length + 1);
    starts.set(this.#starts);
    this.#hashes = hashes;
    this.#starts = starts;
  }

  #growSlots(): void {
    const slots = new Int32Array(4 * this.#slots.length).fill(-1);
    const mask = slots.length - 1;
    for (let word = 0; word < this.#size; word++) {
      let slot = (this.#hashes[word] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = word;
    }
    this.#slots = slots;
  }
}
