import { CraftError } from '@craft/config';
import type { CausalLM } from '../causalLM.ts';
import type { GenerateOptions } from './generate.ts';

/** Throws `generate.options`, naming everything that is wrong with a prompt and options. */
export function checkGenerateOptions(
  model: Pick<CausalLM, 'vocabSize'>,
  prompt: ArrayLike<number>,
  options: GenerateOptions,
): void {
  const { maxTokens, temperature = 1, topK = null, topP = null, seed = 0, stop = [] } = options;
  const isToken = (id: number) => Number.isInteger(id) && id >= 0 && id < model.vocabSize;
  const stranger = [...Array.from(prompt), ...stop].find((id) => !isToken(id));
  const problems: [wrong: boolean, text: string][] = [
    [prompt.length === 0, 'prompt: expected at least one token but received none'],
    [
      stranger !== undefined,
      `prompt and stop: expected tokens from 0 to ${model.vocabSize - 1} but received ${stranger}`,
    ],
    [!isCount(maxTokens, 0), `maxTokens: expected a whole number from 0 but received ${maxTokens}`],
    [
      !(temperature >= 0 && temperature < Infinity),
      `temperature: expected a number from 0 but received ${temperature}`,
    ],
    [topK !== null && !isCount(topK, 1), `topK: expected a whole number from 1 or null but received ${topK}`],
    [
      topP !== null && !(topP > 0 && topP <= 1),
      `topP: expected a number above 0 and up to 1 or null but received ${topP}`,
    ],
    [!isCount(seed, 0), `seed: expected a whole number from 0 to 2^53 - 1 but received ${seed}`],
  ];
  const found = problems.filter(([wrong]) => wrong).map(([, text]) => text);
  if (found.length > 0) {
    throw new CraftError(`generate: ${found.join('; ')}`, { code: 'generate.options' });
  }
}

function isCount(value: number, from: number): boolean {
  return Number.isSafeInteger(value) && value >= from;
}
