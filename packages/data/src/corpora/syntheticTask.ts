import { RandomPurpose, RandomStream } from '../random/randomStream.ts';
import type { TextCorpus } from './corpus.ts';

/** Tasks with one right answer, for trying what an architecture can learn. */
export const syntheticTasks = ['copy', 'sort', 'addition', 'modular'] as const;
export type SyntheticTask = (typeof syntheticTasks)[number];

/** Options of `syntheticTask`. */
export interface SyntheticTaskOptions {
  readonly task: SyntheticTask;
  /** Number of examples, each a line and a document. */
  readonly examples: number;
  /** Most letters of `copy` and `sort`, most digits of `addition`. */
  readonly length: number;
  /** What `modular` counts by. */
  readonly modulus: number;
  readonly seed: number;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Example `index` of a task: a question and its answer in one line. It depends on the options alone. */
export function syntheticExample(options: SyntheticTaskOptions, index: number): string {
  const { task, length, modulus, seed } = options;
  const random = new RandomStream(seed, index, RandomPurpose.synthetic);
  if (task === 'addition') {
    const number = (): number => random.integer(10 ** (1 + random.integer(length)));
    const [a, b] = [number(), number()];
    return `${a}+${b}=${a + b}\n`;
  }
  if (task === 'modular') {
    const [a, b] = [random.integer(modulus), random.integer(modulus)];
    return `${a}+${b}=${(a + b) % modulus}\n`;
  }
  const size = 1 + random.integer(length);
  const word = Array.from({ length: size }, () => letters.charAt(random.integer(letters.length)));
  return `${word.join('')}>${(task === 'sort' ? [...word].sort() : word).join('')}\n`;
}

/** A corpus of examples of a task. */
export function syntheticTask(options: SyntheticTaskOptions): TextCorpus {
  return {
    type: 'synthetic',
    settings: { ...options },
    splitsAt: 'document',
    open: async () => ({
      size: options.examples,
      unit: 'characters',
      skipped: [],
      stamp: JSON.stringify(['synthetic 1', options]),
      async *chunks() {
        for (let index = 0; index < options.examples; index++)
          yield { text: syntheticExample(options, index), size: 1, end: {} };
      },
    }),
  };
}
