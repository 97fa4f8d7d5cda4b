/**
 * Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11): a block of
 * four 32-bit words for every 128-bit counter and 64-bit key. No state, so a run that resumes draws
 * what it would have drawn.
 */
export function philox(
  key: readonly [number, number],
  counter: readonly [number, number, number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = highWord(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The high word of a 32×32-bit product, in whole-number arithmetic: models draw millions. */
function highWord(a: number, b: number): number {
  const [a1, a0, b1, b0] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = (Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16);
  const middle2 = (Math.imul(a0, b1) >>> 0) + (middle & 0xffff);
  return (Math.imul(a1, b1) + (middle >>> 16) + (middle2 >>> 16)) >>> 0;
}

/** Splits a seed into the two key words. Whole numbers up to 2^53. */
export function seedKey(seed: number): [number, number] {
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

/** A sequence of host random numbers; its whole state is `position`. */
export class Random {
  /** Words drawn so far. */
  position = 0;
  readonly #key: [number, number];
  readonly #stream: number;
  #block: [number, number, number, number] = [0, 0, 0, 0];
  #blockIndex = -1;

  constructor(seed: number, stream = 0) {
    this.#key = seedKey(seed);
    this.#stream = stream;
  }

  /** A whole number in [0, 2^32). */
  word(): number {
    const index = Math.floor(this.position / 4);
    if (index !== this.#blockIndex) {
      this.#block = philox(this.#key, [index >>> 0, Math.floor(index / 2 ** 32), this.#stream >>> 0, 0]);
      this.#blockIndex = index;
    }
    return this.#block[this.position++ & 3] as number;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.word() >>> 5) * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /** A whole number in [0, n), without bias for n below 2^32. */
  integer(n: number): number {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.word();
      if (word < limit) return word % n;
    }
  }

  /** A standard normal number (Box–Muller, one of the pair). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}
