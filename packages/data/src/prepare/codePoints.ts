function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Number of characters (code points) of a well-formed text. */
export function countCodePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) if (isHighSurrogate(text, index)) count--;
  return count;
}

/** Cuts a text after `count` characters (code points). */
export function splitAtCodePoint(text: string, count: number): [before: string, after: string] {
  let index = 0;
  for (let done = 0; done < count && index < text.length; done++)
    index += isHighSurrogate(text, index) ? 2 : 1;
  return [text.slice(0, index), text.slice(index)];
}
