import { philox, type Words } from './philox.ts';

const TWO_32 = 0x1_0000_0000;

/** What a stream of random numbers is for; two purposes never share numbers, even under one seed. */
export const RandomPurpose = { tales: 1, windows: 2, permutation: 3, synthetic: 4 } as const;
export type RandomPurpose = (typeof RandomPurpose)[keyof typeof RandomPurpose];

/** Splits a non-negative integer below 2^53 into its lower and upper 32 bits. */
export function toWords(value: number): [number, number] {
  return [value % TWO_32, Math.floor(value / TWO_32)];
}

/** Turns 64 random bits into a number in [0, 1) with 53 bits of it. */
export function toUnit(low: number, high: number): number {
  return ((high >>> 5) * 0x400_0000 + (low >>> 6)) / 0x20_0000_0000_0000;
}

/**
 * A seeded sequence of random numbers, number `stream` of as many as one likes: streams of one seed are independent and each
 * starts at once, without running through the others. The same arguments give the same numbers on any machine.
 */
export class RandomStream {
  readonly #key: [number, number];
  readonly #stream: [number, number];
  readonly #purpose: RandomPurpose;
  #block = 0;
  #words: Words = [0, 0, 0, 0];
  #unused = 0;

  /**
   * @param seed non-negative integer below 2^53
   * @param stream non-negative integer below 2^53
   */
  constructor(seed: number, stream: number, purpose: RandomPurpose) {
    this.#key = toWords(seed);
    this.#stream = toWords(stream);
    this.#purpose = purpose;
  }

  /** A number in [0, 1), with 53 random bits. */
  uniform(): number {
    if (this.#unused === 0) {
      this.#words = philox([this.#block++, this.#stream[0], this.#stream[1], this.#purpose], this.#key);
      this.#unused = 2;
    }
    const [a, b, c, d] = this.#words;
    return this.#unused-- === 2 ? toUnit(a, b) : toUnit(c, d);
  }

  /** An integer in [0, count); the bias is below count / 2^53. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}
