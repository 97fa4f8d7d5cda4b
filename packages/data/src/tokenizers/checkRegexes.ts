import { invalidTokenizer } from './tokenErrors.ts';

/**
 * Refuses regular expressions of a `tokenizer.json` that can take longer than anyone waits: a repetition without end of
 * something that itself repeats without end, as in `(a+)+$`.
 *
 * @throws CraftError `data.invalid-tokenizer`, naming the expression
 */
export function checkRegexes(json: unknown): void {
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      // Vocabularies are large, and hold no expressions.
      if (key === 'vocab' || key === 'merges') continue;
      if (key === 'Regex' && typeof inner === 'string' && repeatsRepetition(inner)) {
        throw invalidTokenizer(
          `tokenizer: expected regular expressions that come to an end but received ${inner}, which repeats a repetition`,
        );
      }
      pending.push(inner);
    }
  }
}

/** Whether a group that holds a repetition without end is itself repeated without end. */
function repeatsRepetition(regex: string): boolean {
  const groups: boolean[] = [];
  let repeats = false;
  for (let index = 0; index < regex.length; index++) {
    const character = regex.charAt(index);
    if (character === '\\') index++;
    else if (character === '[') index = classEnd(regex, index);
    else if (character === '(') {
      groups.push(repeats);
      repeats = false;
    } else if (character === ')') {
      const inner: boolean = repeats;
      if (inner && isUnbounded(regex, index + 1)) return true;
      repeats = inner || (groups.pop() ?? false);
    } else if (isUnbounded(regex, index)) repeats = true;
  }
  return false;
}

function isUnbounded(regex: string, index: number): boolean {
  return /^(?:[*+]|\{\d*,\})/.test(regex.slice(index, index + 12));
}

function classEnd(regex: string, start: number): number {
  let depth = 0;
  for (let index = start; index < regex.length; index++) {
    const character = regex.charAt(index);
    if (character === '\\') index++;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index;
  }
  return regex.length;
}
