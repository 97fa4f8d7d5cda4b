import { readFile, stat } from 'node:fs/promises';
import type { ConfigIssue } from './configError.ts';
import type { MapEntry, MapNode } from './configNode.ts';
import type { FileOrigin, WrittenOrigin } from './origin.ts';
import { onlyWritten } from './origin.ts';
import { maxTextLength, parseYamlFile, tooLargeIssue } from './yamlTree.ts';

/** Something that a file or an argument names, and where it does. */
export interface Reference {
  readonly name: string;
  readonly origin: WrittenOrigin;
}

/** A config file, taken apart. */
export interface ConfigFile {
  readonly file: string;
  /** One line about it: its `description`, or the first sentence of the comment at its top. */
  readonly description?: string | undefined;
  /** Files of the same folder that this one is a change to. */
  readonly extends: readonly Reference[];
  /** Group files that an experiment chooses, by group. */
  readonly use: ReadonlyMap<string, Reference>;
  /** The values. */
  readonly content: MapNode;
}

/** How to read a file: experiments may choose groups with `use`; a complete configuration has no words of its own. */
export type FileRole = 'experiment' | 'option' | 'complete';

/** A config file, or what is wrong with it. */
export type ReadResult = { readonly config: ConfigFile } | { readonly issues: readonly ConfigIssue[] };

/** Reads one file into a map. Everything that keeps it from being one is an issue, nothing is thrown. */
export async function readConfigFile(file: string, role: FileRole): Promise<ReadResult> {
  const origin: FileOrigin = { kind: 'file', file };
  let bytes: Buffer;
  try {
    const { size } = await stat(file);
    if (size > maxTextLength) return { issues: [tooLargeIssue(file, size)] };
    bytes = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const what = reason === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${reason})`;
    return { issues: [{ code: 'config.unreadable-file', path: '', message: what, origin }] };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return {
      issues: [
        { code: 'config.unreadable-file', path: '', message: 'the file is not text: expected UTF-8', origin },
      ],
    };
  }
  return takeApart(file, text, role);
}

/** The same for text that is already read. */
export function takeApart(file: string, text: string, role: FileRole): ReadResult {
  const { node, comment, issues } = parseYamlFile(file, text);
  if (issues.length > 0) return { issues };
  if (node?.kind !== 'map') {
    const received =
      node === undefined ? 'an empty file' : node.kind === 'list' ? 'a list' : 'a single value';
    const code = node === undefined ? 'config.empty-file' : 'config.not-a-map';
    const origin = onlyWritten(node?.origin) ?? ({ kind: 'file', file } as const);
    return {
      issues: [
        { code, path: '', message: `expected a map of keys and values but received ${received}`, origin },
      ],
    };
  }
  if (role === 'complete')
    return { config: { file, description: comment, extends: [], use: new Map(), content: node } };
  return takeWords(file, node, comment, role);
}

/** Parts a map into the words that this package reads and the values. */
export function takeWords(
  file: string,
  node: MapNode,
  comment: string | undefined,
  role: FileRole,
): ReadResult {
  const problems: ConfigIssue[] = [];
  const entries = new Map(node.entries);
  const take = (key: string): MapEntry | undefined => {
    const entry = entries.get(key);
    entries.delete(key);
    return entry;
  };
  const description = readDescription(take('description'), problems) ?? comment;
  const parents = readExtends(take('extends'), problems);
  const use = role === 'experiment' ? readUse(take('use'), problems) : new Map<string, Reference>();
  if (problems.length > 0) return { issues: problems };
  return { config: { file, description, extends: parents, use, content: { ...node, entries } } };
}

function readDescription(entry: MapEntry | undefined, problems: ConfigIssue[]): string | undefined {
  if (entry === undefined) return undefined;
  if (entry.node.kind === 'scalar' && typeof entry.node.value === 'string')
    return entry.node.value.trim().replace(/\s+/g, ' ');
  problems.push(wordIssue('description', 'a line of text', entry));
  return undefined;
}

function readExtends(entry: MapEntry | undefined, problems: ConfigIssue[]): Reference[] {
  if (entry === undefined) return [];
  const items = entry.node.kind === 'list' ? entry.node.items : [entry.node];
  const references = items.map((item) => referenceOf({ key: entry.key, node: item }));
  if (references.every((reference) => reference !== undefined)) return references;
  problems.push(wordIssue('extends', 'the name of a file of this folder, or a list of names', entry));
  return [];
}

function readUse(entry: MapEntry | undefined, problems: ConfigIssue[]): Map<string, Reference> {
  const use = new Map<string, Reference>();
  if (entry === undefined) return use;
  if (entry.node.kind !== 'map') {
    problems.push(wordIssue('use', 'a map from groups to names, such as { model: small }', entry));
    return use;
  }
  for (const [group, choice] of entry.node.entries) {
    const reference = referenceOf(choice);
    if (reference === undefined)
      problems.push(wordIssue(`use.${group}`, `the name of a file in ${group}/`, choice));
    else use.set(group, reference);
  }
  return use;
}

function referenceOf({ node }: MapEntry): Reference | undefined {
  if (node.kind !== 'scalar' || node.value === null || node.origin.kind === 'default') return undefined;
  return { name: String(node.value), origin: node.origin };
}

function wordIssue(path: string, expected: string, { key, node }: MapEntry): ConfigIssue {
  const place = node.kind === 'removed' ? key : node.origin;
  return {
    code: 'config.wrong-type',
    path,
    message: `${path}: expected ${expected}`,
    origin: onlyWritten(place),
    expected,
  };
}
