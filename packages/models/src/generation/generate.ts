import { noGrad, scope, tensor, type Tensor } from '@craft/tensor';
import type { Cache } from '../caches/cache.ts';
import type { CausalLM } from '../causalLM.ts';
import { checkGenerateOptions } from './checkGenerateOptions.ts';
import { windowStart } from './contextWindow.ts';
import { sampleToken, type SamplingOptions } from './sampleToken.ts';

export interface GenerateOptions extends SamplingOptions {
  /** Tokens to generate at most. */
  readonly maxTokens: number;
  /** Tokens that end the text; they are not part of it. */
  readonly stop?: readonly number[] | undefined;
  /** Whether earlier positions are kept instead of computed again; the tokens are the same. Default true. */
  readonly cache?: boolean | undefined;
}

/**
 * Continues a prompt, token by token:
 * `for await (const id of generateTokens(model, prompt, { maxTokens: 100 })) …`
 *
 * Past the context length the window slides as `windowStart` says, so a text can be of any length. Which
 * token is drawn depends on what precedes it, its position and the seed alone. Breaking out of the loop frees
 * the cache. The model must not be trained before the loop ends, as the cache holds what its weights computed.
 *
 * @throws CraftError `generate.options`, `generate.notFinite`.
 */
export async function* generateTokens<C extends Cache>(
  model: CausalLM<C>,
  prompt: ArrayLike<number>,
  options: GenerateOptions,
): AsyncGenerator<number, void, undefined> {
  checkGenerateOptions(model, prompt, options);
  const ids = Array.from(prompt);
  const reader = new WindowReader(model, options.cache ?? true, ids.length + options.maxTokens);
  try {
    for (let made = 0; made < options.maxTokens; made++) {
      const next = sampleToken(await reader.logitsAfter(ids), ids.length, options);
      if (options.stop?.includes(next)) return;
      ids.push(next);
      yield next;
    }
  } finally {
    reader.dispose();
  }
}

/**
 * Continues a prompt; resolves with the new tokens, without the prompt. `onToken` sees each one as it comes.
 * Otherwise like `generateTokens`.
 */
export async function generate<C extends Cache>(
  model: CausalLM<C>,
  prompt: ArrayLike<number>,
  options: GenerateOptions & { readonly onToken?: ((id: number) => void) | undefined },
): Promise<Int32Array> {
  const tokens: number[] = [];
  for await (const id of generateTokens(model, prompt, options)) {
    tokens.push(id);
    options.onToken?.(id);
  }
  return Int32Array.from(tokens);
}

/** Logits after a growing sequence, through a window of at most the context length. */
class WindowReader<C extends Cache> {
  readonly #model: CausalLM<C>;
  readonly #cache: C | null;
  /** Where the window begins whose tokens the cache holds. */
  #start = 0;

  constructor(model: CausalLM<C>, cached: boolean, total: number) {
    this.#model = model;
    this.#cache = cached ? model.newCache(1, Math.min(model.contextLength, total)) : null;
  }

  /** Logits [V] for the token that follows `ids`. */
  async logitsAfter(ids: readonly number[]): Promise<ArrayLike<number>> {
    const start = windowStart(ids.length, this.#model.contextLength);
    const cache = this.#cache;
    if (cache && start !== this.#start) cache.reset();
    this.#start = start;
    const logits = this.#read(ids.slice(start + (cache?.length ?? 0)));
    try {
      return await logits.data();
    } finally {
      logits.dispose();
    }
  }

  dispose(): void {
    this.#cache?.dispose();
  }

  #read(ids: readonly number[]): Tensor {
    const { device, training } = this.#model;
    this.#model.train(false);
    try {
      return scope(() =>
        noGrad(() => {
          const input = tensor(Int32Array.from(ids), { shape: [1, ids.length], device });
          return this.#cache ? this.#model.nextLogits(input, this.#cache) : this.#model.nextLogits(input);
        }),
      );
    } finally {
      this.#model.train(training);
    }
  }
}
