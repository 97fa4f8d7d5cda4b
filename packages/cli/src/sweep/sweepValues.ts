import { CraftError } from '@craft/config';

/** One thing that a sweep varies, and the arguments that it takes in turn: `optimizer.learningRate=1e-3`, … */
export interface Dimension {
  readonly key: string;
  readonly values: readonly string[];
}

/** More points than these nobody waits for. */
export const mostPoints = 10_000;

/**
 * Takes an argument of a sweep apart: `key=a,b,c` are several values, `key=0..4` the whole numbers from 0 to 4. What is
 * in brackets, braces or quotes is one value.
 *
 * @returns undefined where there is only one value
 */
export function dimensionOf(argument: string): Dimension | undefined {
  const at = argument.indexOf('=');
  if (at < 0 || argument.startsWith('~')) return undefined;
  const key = argument.slice(0, at);
  const values = splitValues(argument.slice(at + 1)).flatMap(expandRange);
  return values.length > 1 ? { key, values } : undefined;
}

function splitValues(text: string): string[] {
  const values: string[] = [];
  let depth = 0;
  let quote = '';
  let value = '';
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('[{('.includes(character)) depth += 1;
    else if (']})'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0 && quote === '') {
      values.push(value.trim());
      value = '';
    } else value += character;
  }
  return [...values, value.trim()];
}

/** `0..4` is 0, 1, 2, 3, 4. */
export function expandRange(text: string): string[] {
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(text);
  if (range === null) return [text];
  const [from, to] = [Number(range[1]), Number(range[2])];
  const count = Math.abs(to - from) + 1;
  if (!(count <= mostPoints)) {
    throw new CraftError(`sweep: expected a range of at most ${mostPoints} numbers but received ${text}`, {
      code: 'sweep.too-many-points',
    });
  }
  return Array.from({ length: count }, (_, index) => String(from + (to >= from ? index : -index)));
}
