import type { PreparedDataset } from '@craft/data';

/** What people should know of a text that can be trained on, but should not. */
export function dataWarnings({ tokenizer }: Pick<PreparedDataset['manifest'], 'tokenizer'>): string[] {
  return tokenizer.vocabSize === 1
    ? ['The text is one character over and over: there is nothing to learn, and the loss is 0.']
    : [];
}
