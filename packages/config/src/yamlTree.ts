import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';
import type { ConfigIssue } from './configError.ts';
import type { ConfigNode, MapEntry } from './configNode.ts';
import type { ArgumentOrigin, FileOrigin } from './origin.ts';

/** The place of a span of the text that is being read. */
export type OriginAt = (start: number, end: number) => FileOrigin | ArgumentOrigin;

/** What reading a text gives: a tree unless it is empty or broken, and what is wrong with it. */
export interface ParsedText {
  readonly node?: ConfigNode | undefined;
  /** First line of the comment at the top. */
  readonly comment?: string | undefined;
  readonly issues: readonly ConfigIssue[];
}

/** Larger texts are no configuration, and would take long to refuse for other reasons. */
export const maxTextLength = 1024 * 1024;
/** How many aliases (`*name`) a text may expand to, counting aliases inside what an alias repeats. */
export const maxAliasCount = 100;
const maxDepth = 64;

/**
 * Reads a file's YAML 1.2 (and so JSON) into a tree in which every key and value knows its line and column.
 *
 * Refused, each with its place: syntax errors, duplicate keys, unknown tags, several documents, keys that are
 * no plain text, more than 1 MiB, more than 100 expanded aliases, more than 64 levels.
 *
 * @param file Absolute path, for origins only.
 */
export function parseYamlFile(file: string, text: string): ParsedText {
  if (text.length > maxTextLength) return { issues: [tooLargeIssue(file, text.length)] };
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new LineCounter();
  return parseYaml(source, (start, end) => fileOrigin(file, source, lines, start, end), lines);
}

/** The same for any text, whose places `originAt` names. */
export function parseYaml(source: string, originAt: OriginAt, lineCounter?: LineCounter): ParsedText {
  let document: Document;
  try {
    const options = { prettyErrors: false, logLevel: 'silent', schema: 'core' } as const;
    document = parseDocument(source, lineCounter === undefined ? options : { ...options, lineCounter });
  } catch (error) {
    // The parser recurses: thousands of open brackets exhaust the stack.
    const reason = error instanceof RangeError ? 'nested too deeply' : String(error);
    return { issues: [syntaxIssue(reason, originAt(0, 1))] };
  }
  const issues = documentIssues(document, source, originAt);
  if (issues.length > 0) return { issues };
  const comment = firstComment(document);
  if (document.contents === null || isEmptyScalar(document.contents)) return { issues: [], comment };
  const reader = new TreeReader(document, originAt);
  const node = reader.read(document.contents);
  return { node: reader.issues.length > 0 ? undefined : node, comment, issues: reader.issues };
}

/** The refusal of a file that is larger than a configuration can be. */
export function tooLargeIssue(file: string, length: number): ConfigIssue {
  return {
    code: 'config.file-too-large',
    path: '',
    message: `the file is too large: expected at most 1 MiB but received ${(length / 2 ** 20).toFixed(1)} MiB`,
    origin: { kind: 'file', file },
    hint: 'A configuration is small; data belongs into a file of its own that the configuration names.',
  };
}

function fileOrigin(
  file: string,
  source: string,
  lines: LineCounter,
  start: number,
  end: number,
): FileOrigin {
  const { line, col } = lines.linePos(start);
  const lineStart = lines.lineStarts[line - 1] ?? 0;
  const lineEnd = source.indexOf('\n', lineStart);
  const sourceLine = source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd).replace(/\r$/, '');
  const length = Math.max(1, Math.min(end, lineStart + sourceLine.length) - start);
  return { kind: 'file', file, line, column: col, length, sourceLine };
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === '';
}

function firstComment(document: Document): string | undefined {
  const { contents } = document;
  const firstKey = isMap(contents) ? contents.items[0]?.key : undefined;
  const comment =
    document.commentBefore ??
    contents?.commentBefore ??
    (isNode(firstKey) ? firstKey.commentBefore : undefined) ??
    document.comment;
  return comment
    ?.split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('yaml-language-server:'));
}

function syntaxIssue(message: string, origin: FileOrigin | ArgumentOrigin): ConfigIssue {
  return { code: 'config.yaml-syntax', path: '', message: `YAML syntax: ${message}`, origin };
}

/** All duplicate keys, and of the other errors the first: the rest usually follow from it. */
function documentIssues(document: Document, source: string, originAt: OriginAt): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  let broken = false;
  for (const error of [...document.errors, ...document.warnings]) {
    const origin = originAt(error.pos[0], error.pos[1]);
    if (error.code === 'DUPLICATE_KEY') {
      const key = /^[^\s:]+/.exec(source.slice(error.pos[0], error.pos[0] + 100))?.[0] ?? '';
      issues.push({
        code: 'config.duplicate-key',
        path: '',
        message: `the key ${key} is written twice in the same map: expected it once`,
        origin: { ...origin, length: Math.max(1, key.length) },
      });
    } else if (!broken) {
      broken = true;
      const message =
        error.code === 'MULTIPLE_DOCS'
          ? 'expected one document but received several (a line of ---)'
          : error.message;
      issues.push(syntaxIssue(message, origin));
    }
  }
  return issues;
}

class TreeReader {
  readonly issues: ConfigIssue[] = [];
  readonly #document: Document;
  readonly #originAt: OriginAt;
  readonly #open = new Set<Node>();
  #aliases = 0;
  /** How many lists stand around: what is in a list does not merge, so nothing in it can be removed. */
  #lists = 0;

  constructor(document: Document, originAt: OriginAt) {
    this.#document = document;
    this.#originAt = originAt;
  }

  read(node: Node): ConfigNode {
    const origin = this.#origin(node);
    if (this.#open.size >= maxDepth) {
      this.#refuse('config.too-deep', `nested too deeply: expected at most ${maxDepth} levels`, origin);
      return { kind: 'scalar', value: null, origin };
    }
    if (isAlias(node)) return this.#readAlias(node, origin);
    this.#open.add(node);
    try {
      if (isMap(node)) return { kind: 'map', entries: this.#readEntries(node), origin };
      if (isSeq(node)) {
        this.#lists += 1;
        const items = (node.items as Node[]).map((item) => this.read(item));
        this.#lists -= 1;
        return { kind: 'list', items, origin };
      }
      return { kind: 'scalar', value: scalarValue(isScalar(node) ? node.value : null), origin };
    } finally {
      this.#open.delete(node);
    }
  }

  #readAlias(alias: Alias, origin: FileOrigin | ArgumentOrigin): ConfigNode {
    const name = alias.source;
    const nothing: ConfigNode = { kind: 'scalar', value: null, origin };
    this.#aliases += 1;
    if (this.#aliases > maxAliasCount) {
      if (this.#aliases === maxAliasCount + 1) {
        this.#refuse(
          'config.yaml-aliases',
          `too many YAML aliases: expected at most ${maxAliasCount} once all are expanded, this is where they pass it`,
          origin,
        );
      }
      return nothing;
    }
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      this.#refuse(
        'config.yaml-aliases',
        `the YAML alias *${name} names nothing: there is no &${name} before it`,
        origin,
      );
      return nothing;
    }
    if (this.#open.has(target)) {
      this.#refuse(
        'config.yaml-aliases',
        `the YAML alias *${name} stands inside &${name}: it would never end`,
        origin,
      );
      return nothing;
    }
    return this.read(target);
  }

  #readEntries(map: YAMLMap): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const pair of map.items as Pair<Node | null, Node | null>[]) {
      const keyOrigin = pair.key === null ? this.#origin(map) : this.#origin(pair.key);
      const written = isScalar(pair.key) && pair.key.value !== null ? pair.key.source : undefined;
      if (written === undefined || written === '' || written === '__proto__') {
        this.#refuse('config.bad-key', 'expected a key that is plain text', keyOrigin);
        continue;
      }
      const removes = this.#lists === 0 && written.length > 1 && written.startsWith('~');
      const key = removes ? written.slice(1) : written;
      if (entries.has(key)) {
        this.#refuse(
          'config.duplicate-key',
          `the key ${key} is both written and removed in the same map`,
          keyOrigin,
        );
        continue;
      }
      const value = pair.value === null ? undefined : pair.value;
      if (removes && value !== undefined && !(isScalar(value) && value.value === null)) {
        this.#refuse(
          'config.removal-value',
          `~${key}: a removal takes no value: expected nothing after the colon`,
          keyOrigin,
        );
        continue;
      }
      if (removes) entries.set(key, { key: keyOrigin, node: { kind: 'removed', origin: keyOrigin } });
      else if (value === undefined)
        entries.set(key, { key: keyOrigin, node: { kind: 'scalar', value: null, origin: keyOrigin } });
      else entries.set(key, { key: keyOrigin, node: this.read(value) });
    }
    return entries;
  }

  #origin(node: Node): FileOrigin | ArgumentOrigin {
    const [start, end] = node.range ?? [0, 1];
    return this.#originAt(start, end);
  }

  #refuse(code: string, message: string, origin: FileOrigin | ArgumentOrigin): void {
    this.issues.push({ code, path: '', message, origin });
  }
}

function scalarValue(value: unknown): string | number | boolean | null {
  // The core schema makes nothing else.
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
