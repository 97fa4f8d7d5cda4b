import { CraftError } from '@craft/config';

/** Makes the error for an id that a tokenizer does not have. */
export function unknownToken(type: string, vocabSize: number, id: number, position: number): CraftError {
  return new CraftError(
    `${type} tokenizer: expected token ids from 0 to ${vocabSize - 1} but received ${id} at position ${position}`,
    {
      code: 'data.unknown-token',
      hint: 'Decode with the tokenizer that the model was trained with: this one has another vocabulary.',
    },
  );
}

/** Makes the error for JSON that is not a tokenizer's. */
export function invalidTokenizer(message: string, cause?: unknown): CraftError {
  return new CraftError(message, {
    code: 'data.invalid-tokenizer',
    hint: 'The file was changed or damaged: make it again, or get it again from where it came.',
    cause,
  });
}
