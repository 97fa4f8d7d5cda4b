/** Token ids that are gathered one after the other. */
export class IdBuffer {
  #ids = new Int32Array(1 << 10);
  #size = 0;

  add(id: number): void {
    if (this.#size === this.#ids.length) this.#grow(this.#size + 1);
    this.#ids[this.#size++] = id;
  }

  /** Adds `ids` from `start` to `end`. */
  addRange(ids: Int32Array, start: number, end: number): void {
    const size = this.#size + end - start;
    if (size > this.#ids.length) this.#grow(size);
    let to = this.#size;
    for (let from = start; from < end; from++) this.#ids[to++] = ids[from] ?? 0;
    this.#size = size;
  }

  /** Gives all ids, and forgets them. */
  take(): Int32Array {
    const ids = this.#ids.slice(0, this.#size);
    this.#size = 0;
    return ids;
  }

  #grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, 2 * this.#ids.length));
    larger.set(this.#ids.subarray(0, this.#size));
    this.#ids = larger;
  }
}
