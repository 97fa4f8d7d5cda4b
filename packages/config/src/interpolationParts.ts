import { parsePath } from './keyPath.ts';

/** A part of a text that refers to other values: text as it is, a value of the configuration, or the environment. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly path: readonly string[] }
  | { readonly kind: 'environment'; readonly name: string; readonly fallback: string | undefined };

const opening = '${';

/** Whether a text may refer to anything. */
export function mayRefer(text: string): boolean {
  return text.includes(opening);
}

/**
 * Takes a text apart at `${path.to.value}` and `${env:NAME,default}`. `$${` is a dollar and a brace as they are.
 *
 * @returns The parts, or what is wrong with the text.
 */
export function textParts(source: string): TextPart[] | string {
  const parts: TextPart[] = [];
  let text = '';
  for (let at = 0; at < source.length;) {
    if (source.startsWith('$${', at)) {
      text += opening;
      at += 3;
    } else if (source.startsWith(opening, at)) {
      const end = source.indexOf('}', at);
      if (end < 0) return 'a ${ is not closed';
      const part = readExpression(source.slice(at + 2, end));
      if (typeof part === 'string') return part;
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
      parts.push(part);
      at = end + 1;
    } else {
      text += source[at] ?? '';
      at += 1;
    }
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}

function readExpression(expression: string): TextPart | string {
  const environment = /^\s*env:([^,]*)(?:,(.*))?$/s.exec(expression);
  if (environment !== null) {
    const name = (environment[1] ?? '').trim();
    return /^[A-Za-z_]\w*$/.test(name)
      ? { kind: 'environment', name, fallback: environment[2]?.trim() }
      : `expected the name of an environment variable after env: but received ${JSON.stringify(name)}`;
  }
  const parsed = parsePath(expression.trim());
  const isPath = !('problem' in parsed) && parsed.end === expression.trim().length;
  if (!isPath || /[${:]/.test(expression)) {
    return `expected a path or env:NAME,default in braces but received ${JSON.stringify(expression)}`;
  }
  return { kind: 'reference', path: parsed.segments.map(({ name }) => name) };
}
