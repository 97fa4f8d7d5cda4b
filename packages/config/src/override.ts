import type { ConfigIssue } from './configError.ts';
import type { ConfigNode, MapNode } from './configNode.ts';
import type { PathSegment } from './keyPath.ts';
import { formatPath, parsePath } from './keyPath.ts';
import type { ArgumentOrigin } from './origin.ts';
import { readOverrideValue } from './overrideValue.ts';

/** An argument: its text, or its text with its position on the command line (from 1) or another name for it. */
export type Argument =
  | string
  | { readonly text: string; readonly position?: number | undefined; readonly label?: string | undefined };

/** What one argument asks for. `+` (`add`) allows a new entry in a map that is open. */
export interface Override {
  readonly action: 'set' | 'add' | 'remove';
  readonly path: readonly string[];
  /** Places of the keys, as many as `path` has. */
  readonly keys: readonly ArgumentOrigin[];
  /** The value; for `remove` the wish itself. */
  readonly node: ConfigNode;
  /** The whole argument. */
  readonly origin: ArgumentOrigin;
}

/** Gives an argument its place: the given position, or `position` where it is only text. */
export function argumentOrigin(argument: Argument, position: number): ArgumentOrigin {
  if (typeof argument === 'string') {
    return { kind: 'argument', argument: position, text: argument, start: 0, length: argument.length };
  }
  const { text, label } = argument;
  return { kind: 'argument', argument: argument.position, label, text, start: 0, length: text.length };
}

/**
 * Parts what follows a command into experiments and overrides and keeps their positions, so that messages can
 * say `argument 2`.
 *
 * @param first Position of the first one.
 */
export function splitArguments(
  texts: readonly string[],
  first = 1,
): { experiments: Argument[]; overrides: Argument[] } {
  const placed = texts.map((text, index) => ({ text, position: first + index }));
  const isOverride = ({ text }: { text: string }): boolean => /=|^[~+]/.test(text);
  return {
    experiments: placed.filter((argument) => !isOverride(argument)),
    overrides: placed.filter(isOverride),
  };
}

/** Reads `a.b=value`, `+a.b=value` or `~a.b`. */
export function parseOverride(origin: ArgumentOrigin): Override | { issues: readonly ConfigIssue[] } {
  const { text } = origin;
  const sign = text.startsWith('~') ? 'remove' : text.startsWith('+') ? 'add' : 'set';
  const refuse = (
    message: string,
    start: number,
    length: number,
    hint?: string,
  ): { issues: ConfigIssue[] } => ({
    issues: [
      {
        code: 'config.bad-override',
        path: '',
        message: `${JSON.stringify(text)}: ${message}`,
        origin: { ...origin, start, length },
        hint,
      },
    ],
  });

  const parsed = parsePath(text, sign === 'set' ? 0 : 1);
  if ('problem' in parsed) return refuse(parsed.problem, parsed.start, parsed.length);
  const path = parsed.segments.map((segment) => segment.name);
  const keys = parsed.segments.map((segment) => place(origin, segment));
  const hasValue = text[parsed.end] === '=';

  if (sign === 'remove') {
    if (hasValue)
      return refuse(
        'a removal takes no value',
        parsed.end,
        text.length - parsed.end,
        `Write ~${formatPath(path)}.`,
      );
    return { action: 'remove', path, keys, node: { kind: 'removed', origin }, origin };
  }
  if (!hasValue) {
    const colon = text.indexOf(':');
    return refuse(
      'expected key=value, group=option or ~key',
      0,
      text.length,
      colon > 0 ? `Write ${text.slice(0, colon)}=${text.slice(colon + 1).trim()}.` : undefined,
    );
  }
  const value = readOverrideValue({ ...origin, start: parsed.end + 1, length: text.length - parsed.end - 1 });
  if ('issues' in value) {
    const name = formatPath(path);
    return {
      issues: value.issues.map((issue) => ({ ...issue, path: name, message: `${name}: ${issue.message}` })),
    };
  }
  return { action: sign, path, keys, node: value.node, origin };
}

function place(origin: ArgumentOrigin, segment: PathSegment): ArgumentOrigin {
  return { ...origin, start: segment.start, length: segment.length };
}

/** The override as a tree from the root, so that it merges like a file that says only this. */
export function overrideTree(override: Override): MapNode {
  let node = override.node;
  for (let index = override.path.length - 1; index >= 0; index -= 1) {
    const key = override.keys[index] ?? override.origin;
    node = { kind: 'map', entries: new Map([[override.path[index] ?? '', { key, node }]]), origin: key };
  }
  return node.kind === 'map' ? node : { kind: 'map', entries: new Map(), origin: override.origin };
}
