import { CraftError } from '@craft/config';

/** A line is held as a whole: what is longer is no line of anything that has lines. */
export const MOST_LINE_CHARACTERS = 1 << 26;

/** A line without its line break, and its number from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * Cuts text that streams past into lines.
 *
 * @param path only for the message
 * @throws CraftError `data.long-line`
 */
export async function* lines(
  parts: AsyncIterable<string>,
  path: string,
  most: number = MOST_LINE_CHARACTERS,
): AsyncGenerator<Line> {
  let held = '';
  let number = 0;
  for await (const part of parts) {
    let start = 0;
    for (let feed = part.indexOf('\n'); feed >= 0; feed = part.indexOf('\n', start)) {
      yield { text: held + part.slice(start, feed), number: ++number };
      held = '';
      start = feed + 1;
    }
    held += part.slice(start);
    if (held.length > most) {
      throw new CraftError(
        `${path}: expected lines of at most ${most.toLocaleString('en-US')} characters but line ${number + 1} goes on beyond that`,
        { code: 'data.long-line', hint: 'Is it the right kind of file? A text is data.type=text.' },
      );
    }
  }
  if (held !== '') yield { text: held, number: number + 1 };
}
