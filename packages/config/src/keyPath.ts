/** Where a value sits: map keys as strings, positions in lists as numbers. */
export type KeyPath = readonly (string | number)[];

const plainKey = /^[^\s."'=[\]{}~+]+$/;

/** Whether a map may have this key: JavaScript gives some names a meaning of its own, and valibot drops those. */
export function isUsableKey(key: string): boolean {
  return key !== '' && key !== '__proto__' && key !== 'constructor' && key !== 'prototype';
}

/** A path as one types it on the command line: `model.nLayers`, `callbacks."my.name".every`, `betas[0]`. */
export function formatPath(path: KeyPath): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${plainKey.test(key) ? key : JSON.stringify(key)}`;
  }
  return text;
}

/** One key of a path that somebody typed, with the place where it stands in the text. */
export interface PathSegment {
  readonly name: string;
  readonly start: number;
  readonly length: number;
}

/** What `parsePath` refuses, and where in the text. */
export interface PathProblem {
  readonly problem: string;
  readonly start: number;
  readonly length: number;
}

/**
 * Reads a dotted path that starts at `start` and ends at the first `=` outside quotes, or at the end.
 * A key may be quoted like a JSON string, which lets it hold dots.
 */
export function parsePath(text: string, start = 0): { segments: PathSegment[]; end: number } | PathProblem {
  const segments: PathSegment[] = [];
  let at = start;
  for (;;) {
    const segment = text[at] === '"' ? quotedSegment(text, at) : bareSegment(text, at);
    if ('problem' in segment) return segment;
    if (!isUsableKey(segment.name)) {
      const problem =
        segment.name === '' ? 'a key is empty' : `${JSON.stringify(segment.name)} cannot be a key`;
      return { problem, start: segment.start, length: segment.length };
    }
    segments.push(segment);
    at = segment.start + segment.length;
    if (text[at] !== '.') break;
    at += 1;
  }
  if (at < text.length && text[at] !== '=')
    return { problem: 'expected "." or "=" after a quoted key', start: at, length: 1 };
  return { segments, end: at };
}

function quotedSegment(text: string, start: number): PathSegment | PathProblem {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(start))?.[0];
  if (quoted === undefined) return { problem: 'a quote is not closed', start, length: text.length - start };
  try {
    return { name: String(JSON.parse(quoted)), start, length: quoted.length };
  } catch {
    return { problem: 'a quoted key is not valid JSON', start, length: quoted.length };
  }
}

function bareSegment(text: string, start: number): PathSegment | PathProblem {
  const raw = /^[^.=]*/.exec(text.slice(start))?.[0] ?? '';
  const name = raw.trim();
  if (name === '') return { problem: 'a key is empty', start, length: Math.max(1, raw.length) };
  if (/[[\]]/.test(name)) {
    return {
      problem: 'a list is replaced as a whole, one item of it cannot be set',
      start,
      length: raw.length,
    };
  }
  return { name, start, length: raw.length };
}
