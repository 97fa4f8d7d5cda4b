import { full, randn, type Device, type Shape, type Tensor } from '@craft/tensor';

export interface ParameterFactoryOptions {
  /** Which random numbers: a whole number up to 2^53. */
  readonly seed: number;
  /** Default: the default device. */
  readonly device?: Device | undefined;
}

/**
 * Makes a module's parameters. Each draws from a random sequence of its own, chosen by the seed and the
 * parameter's dotted name, so that adding a layer or switching biases on leaves all others as they were.
 */
export class ParameterFactory {
  readonly #options: ParameterFactoryOptions;
  readonly #path: string;

  constructor(options: ParameterFactoryOptions, path = '') {
    this.#options = options;
    this.#path = path;
  }

  /** The factory for a child; by convention `name` is the field that holds it. */
  at(name: string | number): ParameterFactory {
    return new ParameterFactory(this.#options, this.#pathOf(`${name}`));
  }

  /** Normally distributed around 0. */
  normal(name: string, shape: Shape, std: number): Tensor {
    const stream = fnv1a(this.#pathOf(name));
    return this.#parameter(randn(shape, { seed: this.#options.seed, stream, std, ...this.#device() }));
  }

  /** All elements `value`. */
  constant(shape: Shape, value: number): Tensor {
    return this.#parameter(full(shape, value, this.#device()));
  }

  #parameter(tensor: Tensor): Tensor {
    return tensor.requiresGrad_().keep();
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  #device(): { device?: Device } {
    return this.#options.device ? { device: this.#options.device } : {};
  }
}

/** 32-bit FNV-1a over UTF-16 code units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
