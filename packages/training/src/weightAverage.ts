import { CraftError } from '@craft/config';
import { derive, exchange, hostEffect, lerpInto, noGrad, variable, zeros, type Tensor } from '@craft/tensor';
import type { HostTensor } from './trainableModel.ts';

/** Options of `WeightAverage`. */
export interface WeightAverageOptions {
  /** How much of the average stays at each update: 0.999 is about the last thousand. */
  readonly decay: number;
  /** Whether it forgets faster at first, min(decay, (1 + n) / (10 + n)), so that the start does not weigh on it. */
  readonly warmup: boolean;
}

/**
 * An exponential moving average of a model's parameters (Polyak and Juditsky 1992; as torch's
 * `get_ema_multi_avg_fn`): the first update copies them, each later one moves by 1 − decay. Evaluations made with it
 * are steadier and mostly better than with the parameters themselves.
 */
export class WeightAverage {
  readonly #parameters: ReadonlyMap<string, Tensor>;
  readonly #averages: ReadonlyMap<string, Tensor>;
  readonly #updates = variable(0);
  readonly #options: WeightAverageOptions;

  constructor(parameters: Iterable<readonly [string, Tensor]>, options: WeightAverageOptions) {
    this.#parameters = new Map(parameters);
    this.#averages = new Map(
      [...this.#parameters].map(([name, { shape, device }]) => [name, zeros(shape, { device }).keep()]),
    );
    this.#options = options;
  }

  /** Updates made. */
  get updates(): number {
    return this.#updates.value;
  }

  /** The averages by the names of the parameters. */
  get tensors(): ReadonlyMap<string, Tensor> {
    return this.#averages;
  }

  /** Takes in the parameters as they are. It may be part of a compiled step. */
  update(): void {
    const { decay, warmup } = this.#options;
    hostEffect(() => void this.#updates.value++);
    const weight = derive([this.#updates], (made) => {
      if (made === 1) return 1;
      return 1 - (warmup ? Math.min(decay, made / (made + 9)) : decay);
    });
    noGrad(() => {
      for (const [name, parameter] of this.#parameters) {
        const average = this.#averages.get(name);
        if (average) lerpInto(average, parameter, weight);
      }
    });
  }

  /** Runs `use` with the averages in the model's place, and puts the parameters back after it. */
  async during<T>(use: () => Promise<T>): Promise<T> {
    if (this.updates === 0) return use();
    this.#exchange();
    try {
      return await use();
    } finally {
      this.#exchange();
    }
  }

  /**
   * Takes over what was saved.
   *
   * @throws CraftError `ema.state` where it is not of this model
   */
  load(saved: ReadonlyMap<string, HostTensor>, updates: number): void {
    for (const [name, average] of this.#averages) {
      const one = saved.get(name);
      if (!one || one.shape.join() !== average.shape.join()) {
        throw new CraftError(
          `weight average: expected ${name} of shape [${average.shape.join(', ')}] but received ${one ? `[${one.shape.join(', ')}]` : 'none'}`,
          { code: 'ema.state' },
        );
      }
      average.write(one.data);
    }
    this.#updates.value = updates;
  }

  dispose(): void {
    for (const average of this.#averages.values()) average.dispose();
  }

  #exchange(): void {
    for (const [name, average] of this.#averages) exchange(this.#parameters.get(name) as Tensor, average);
  }
}
