import type { Composed } from './compose.ts';
import { ConfigError } from './configError.ts';
import { didYouMean, nearestName } from './nearestName.ts';
import { formatOrigin } from './origin.ts';
import type { Provenance } from './provenance.ts';

/** Why a value is what it is. */
export interface Explanation {
  /** The path that was asked for. */
  readonly path: string;
  /** The leaf itself, or every leaf below it. */
  readonly leaves: readonly Provenance[];
  /** The group file that the section was chosen from, if it was. */
  readonly choice?: string | undefined;
}

/**
 * Says where a value, or everything below a key, came from.
 *
 * @param path As one types it: `optimizer.learningRate`; empty for everything.
 * @throws ConfigError `config.unknown-key` with the nearest path.
 */
export function explain(composed: Composed<unknown>, path: string, cwd?: string): Explanation {
  const leaves = [...composed.origins.values()].filter(
    (leaf) => path === '' || leaf.path === path || leaf.path.startsWith(`${path}.`),
  );
  if (leaves.length === 0) throw new ConfigError([unknownPath(composed, path)], cwd);
  const section = path.split('.')[0] ?? '';
  const choice = composed.groups[section];
  return {
    path,
    leaves,
    choice:
      choice === undefined
        ? undefined
        : `${section}=${choice.option}, chosen by ${formatOrigin(choice.chosenBy, cwd)}`,
  };
}

function unknownPath(composed: Composed<unknown>, path: string): ConfigError['issues'][number] {
  const known = [...composed.origins.keys()];
  const suggestion = besideIt(path, known) ?? nearestName(path, known) ?? elsewhere(path, known);
  return {
    code: 'config.unknown-key',
    path,
    message: `${path}: the configuration has no such key${didYouMean(suggestion)}`,
    suggestion,
    optionsTitle: 'sections',
    options: [...new Set(known.map((other) => other.split('.')[0] ?? other))].map((name) => ({ name })),
  };
}

/** The nearest key of the same section: most slips are in the last word. */
function besideIt(path: string, known: readonly string[]): string | undefined {
  const section = path.slice(0, path.lastIndexOf('.') + 1);
  const siblings = known
    .filter((other) => other.startsWith(section))
    .map((other) => other.slice(section.length));
  const near = nearestName(path.slice(section.length), siblings);
  return near === undefined || section === '' ? undefined : section + near;
}

/** The one key anywhere whose last word is this one, or the nearest to it. */
function elsewhere(path: string, known: readonly string[]): string | undefined {
  const last = lastKey(path);
  const near = nearestName(last, known.map(lastKey)) ?? last;
  const places = known.filter((other) => lastKey(other) === near);
  return places.length === 1 ? places[0] : undefined;
}

function lastKey(path: string): string {
  return path.split('.').at(-1) ?? path;
}

/**
 * An explanation as text for people: each value, where it came from, and what it overrode, the last one first.
 *
 * @param cwd Folder that file names are relative to.
 */
export function formatExplanation({ leaves, choice }: Explanation, cwd?: string): string {
  const blocks = leaves.map((leaf) => {
    const lines = [`${leaf.path} = ${inline(leaf.value)}`, `  ${formatOrigin(leaf.origin, cwd)}`];
    if (leaf.written !== undefined) lines.push(`  written as ${leaf.written}`);
    if (leaf.removedBy !== undefined) lines.push(`  after a removal: ${formatOrigin(leaf.removedBy, cwd)}`);
    for (const past of leaf.overrode)
      lines.push(`  over ${inline(past.value)}: ${formatOrigin(past.origin, cwd)}`);
    return lines.join('\n');
  });
  return [...blocks, ...(choice === undefined ? [] : [choice])].join('\n');
}

function inline(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
