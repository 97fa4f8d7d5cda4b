/** Numbers for pairs of token ids: 0, 1, 2, … in the order in which the pairs were added. */
export class PairTable {
  #slots = new Int32Array(1 << 12).fill(-1);
  #first = new Int32Array(1 << 11);
  #second = new Int32Array(1 << 11);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  first(pair: number): number {
    return this.#first[pair] ?? -1;
  }

  second(pair: number): number {
    return this.#second[pair] ?? -1;
  }

  /** The number of a pair; -1 where it was never added. */
  find(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = slotOf(first, second, mask); ; slot = (slot + 1) & mask) {
      const pair = slots[slot] ?? -1;
      if (pair < 0 || (this.#first[pair] === first && this.#second[pair] === second)) return pair;
    }
  }

  /** The number of a pair, which is new where it equals `size` before the call. */
  add(first: number, second: number): number {
    const known = this.find(first, second);
    if (known >= 0) return known;
    const pair = this.#size++;
    if (pair === this.#first.length) {
      this.#first = doubled(this.#first);
      this.#second = doubled(this.#second);
    }
    this.#first[pair] = first;
    this.#second[pair] = second;
    if (2 * this.#size > this.#slots.length) this.#rehash();
    else this.#place(pair);
    return pair;
  }

  #place(pair: number): void {
    const mask = this.#slots.length - 1;
    let slot = slotOf(this.first(pair), this.second(pair), mask);
    while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = pair;
  }

  #rehash(): void {
    this.#slots = new Int32Array(4 * this.#slots.length).fill(-1);
    for (let pair = 0; pair < this.#size; pair++) this.#place(pair);
  }
}

function slotOf(first: number, second: number, mask: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & mask;
}

/** A copy with room for twice as many numbers. */
export function doubled<T extends Int32Array | Float64Array>(numbers: T): T {
  const larger = new (numbers.constructor as new (length: number) => T)(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
