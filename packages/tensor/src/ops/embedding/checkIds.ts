import { CraftError } from '../../errors.ts';

/**
 * Throws `ids.range` unless every id is a whole number from 0 to limit − 1 (or equals `ignore`). For ids
 * on the host: on a device `embedding` takes the nearest row and `crossEntropy` gives NaN. `what` names
 * them in the message.
 */
export function checkIds(
  ids: ArrayLike<number>,
  limit: number,
  options: { readonly what?: string; readonly ignore?: number } = {},
): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if ((id >= 0 && id < limit && Number.isInteger(id)) || id === options.ignore) continue;
    throw new CraftError(
      'ids.range',
      `${options.what ?? 'ids'}: expected whole numbers from 0 to ${limit - 1} but received ${id} at position ${i}`,
      { hint: 'the tokenizer and the model must agree on the size of the vocabulary' },
    );
  }
}
