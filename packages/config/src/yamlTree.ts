import { isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document, Node, YAMLError } from 'yaml';
import type { ConfigIssue } from './configError.ts';
import type { ConfigNode } from './configNode.ts';
import type { FileOrigin, WrittenOrigin } from './origin.ts';
import type { OriginAt } from './treeReader.ts';
import { tooDeepIssue, TreeReader } from './treeReader.ts';

/** What reading a text gives: a tree unless it is empty or broken, and what is wrong with it. */
export interface ParsedText {
  readonly node?: ConfigNode | undefined;
  /** First sentence of the comment at the top. */
  readonly comment?: string | undefined;
  readonly issues: readonly ConfigIssue[];
}

/** Larger texts are no configuration, and would take long to refuse for other reasons. */
export const maxTextLength = 256 * 1024;

/**
 * Reads a file's YAML 1.2 (and so JSON) into a tree in which every key and value knows its line and column.
 *
 * Refused, each with its place: syntax errors, duplicate keys, unknown tags, several documents, keys that are
 * no plain text, more than 256 KiB, more than 100 expanded aliases, more than 64 levels.
 *
 * @param file Absolute path, for origins only.
 */
export function parseYamlFile(file: string, text: string): ParsedText {
  if (text.length > maxTextLength) return { issues: [tooLargeIssue(file, text.length)] };
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineStarts = [0, ...[...source.matchAll(/\n/g)].map((match) => match.index + 1)];
  return parseYaml(source, (start, end) => fileOrigin(file, source, lineStarts, start, end));
}

/** The same for any text, whose places `originAt` names. */
export function parseYaml(source: string, originAt: OriginAt): ParsedText {
  if (hasBracketTower(source)) return { issues: [tooDeepIssue(originAt(0, 1))] };
  let document: Document;
  try {
    // Duplicate keys are for the reader to find: the parser compares every key with every other.
    document = parseDocument(source, { prettyErrors: false, schema: 'core', uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return { issues: [tooDeepIssue(originAt(0, 1))] };
    throw error;
  }
  const issues = documentIssues(document, originAt);
  if (issues.length > 0) return { issues };
  const comment = firstComment(document);
  if (document.contents === null || isEmptyScalar(document.contents)) return { issues: [], comment };
  const reader = new TreeReader(document, originAt);
  const node = reader.read(document.contents);
  return { node: reader.issues.length > 0 ? undefined : node, comment, issues: reader.issues };
}

/**
 * Whether there are far more open brackets than levels allowed. The parser recurses, and takes its time before it
 * runs out of stack. Quotes do not count here: no text has hundreds of brackets that nothing closes.
 */
function hasBracketTower(source: string): boolean {
  let open = 0;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === '[' || character === '{') open += 1;
    else if ((character === ']' || character === '}') && open > 0) open -= 1;
    if (open > 500) return true;
  }
  return false;
}

/** The refusal of a file that is larger than a configuration can be. */
export function tooLargeIssue(file: string, length: number): ConfigIssue {
  return {
    code: 'config.file-too-large',
    path: '',
    message: `the file is too large: expected at most 256 KiB but received ${Math.ceil(length / 1024)} KiB`,
    origin: { kind: 'file', file },
    hint: 'A configuration is small; data belongs into a file of its own that the configuration names.',
  };
}

function fileOrigin(
  file: string,
  source: string,
  lineStarts: readonly number[],
  start: number,
  end: number,
): FileOrigin {
  let line = 0;
  for (let above = lineStarts.length; above - line > 1;) {
    const middle = (line + above) >> 1;
    if ((lineStarts[middle] ?? Infinity) <= start) line = middle;
    else above = middle;
  }
  const lineStart = lineStarts[line] ?? 0;
  const nextLine = lineStarts[line + 1];
  const lineEnd = nextLine === undefined ? source.length : nextLine - 1;
  const sourceLine = source.slice(lineStart, source[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd);
  const length = Math.max(1, Math.min(end, lineStart + sourceLine.length) - start);
  return { kind: 'file', file, line: line + 1, column: start - lineStart + 1, length, sourceLine };
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === '';
}

/** The first sentence of the comment at the top. */
function firstComment(document: Document): string | undefined {
  const { contents } = document;
  const firstKey = isMap(contents) ? contents.items[0]?.key : undefined;
  const comment =
    document.commentBefore ??
    contents?.commentBefore ??
    (isNode(firstKey) ? firstKey.commentBefore : undefined) ??
    document.comment;
  const lines = (comment ?? '').split('\n').map((line) => line.trim());
  const text = lines
    .filter((line) => !line.startsWith('yaml-language-server:'))
    .join(' ')
    .trim();
  // A sentence ends at a full stop, except behind a single letter (e.g.).
  return text === '' ? undefined : (text.split(/(?<!\b\w)\.\s/)[0] ?? text).replace(/\.$/, '');
}

function syntaxIssue(message: string, origin: WrittenOrigin): ConfigIssue {
  return { code: 'config.yaml-syntax', path: '', message: `YAML syntax: ${message}`, origin };
}

const syntaxHints: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'Quote a value that has a colon in it; or mend the indentation of the line below.',
  TAB_AS_INDENT: 'Indent with spaces.',
};

function syntaxMessage(error: YAMLError): string {
  switch (error.code) {
    case 'MULTIPLE_DOCS':
      return 'expected one document but received several (a line of ---)';
    case 'TAG_RESOLVE_FAILED':
      return error.message.replace(/^Unresolved tag:/, 'expected a plain value but received the tag');
    case 'MISSING_CHAR':
      return error.message.replace(/^Missing closing (.)quote$/, 'a closing $1 is missing');
    default:
      return error.message;
  }
}

/** The first error: the rest usually follow from it. */
function documentIssues(document: Document, originAt: OriginAt): ConfigIssue[] {
  const [error] = [...document.errors, ...document.warnings];
  if (error === undefined) return [];
  if (error.message.includes('call stack')) return [tooDeepIssue(originAt(0, 1))];
  const issue = syntaxIssue(syntaxMessage(error), originAt(error.pos[0], error.pos[1]));
  return [{ ...issue, hint: syntaxHints[error.code] }];
}
