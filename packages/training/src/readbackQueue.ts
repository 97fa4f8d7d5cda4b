import type { Tensor } from '@craft/tensor';

interface Waiting<T> {
  readonly about: T;
  readonly values: Promise<number[]>;
}

/** Numbers on their way from the device, in order. */
export interface Readback<T> {
  readonly about: T;
  readonly values: readonly number[];
}

/**
 * Reads scalars back a few entries behind, so that the device always has work: asking for a value and waiting
 * for it in the same step would leave it idle meanwhile.
 */
export class ReadbackQueue<T> {
  readonly #lag: number;
  readonly #waiting: Waiting<T>[] = [];

  /** @param lag How many entries may be on their way before one is waited for. */
  constructor(lag: number) {
    this.#lag = lag;
  }

  /** Asks for scalars, which are disposed once they are here. */
  push(about: T, scalars: readonly Tensor[]): void {
    const values = Promise.all(scalars.map((scalar) => scalar.item())).finally(() => {
      for (const scalar of scalars) scalar.dispose();
    });
    // Whoever takes the entry sees the error; it must not count as unhandled before that.
    values.catch(() => undefined);
    this.#waiting.push({ about, values });
  }

  /** Waits for the entries that are further behind than the lag, or for all. */
  async *take(all = false): AsyncGenerator<Readback<T>> {
    while (this.#waiting.length > (all ? 0 : this.#lag)) {
      const next = this.#waiting.shift();
      if (next) yield { about: next.about, values: await next.values };
    }
  }
}
