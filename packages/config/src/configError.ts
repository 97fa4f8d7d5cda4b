import { CraftError } from './craftError.ts';
import type { WrittenOrigin } from './origin.ts';
import { formatExcerpt } from './origin.ts';

/** One of the things that could have been written instead. */
export interface NamedOption {
  readonly name: string;
  readonly description?: string | undefined;
}

/** One problem of a configuration. */
export interface ConfigIssue {
  /** Stable: `config.unknown-key`, `config.wrong-type`, … (the README lists them). */
  readonly code: string;
  /** Which value, as one would type it: `optimizer.learningRate`; empty for the whole configuration. */
  readonly path: string;
  /** One line: what, expected against received. */
  readonly message: string;
  /** Where it is written; absent where nothing is written, which may be the problem. */
  readonly origin?: WrittenOrigin | undefined;
  readonly expected?: string | undefined;
  readonly received?: string | undefined;
  /** The nearest right name. */
  readonly suggestion?: string | undefined;
  /** All right names, under the title `optionsTitle`. */
  readonly options?: readonly NamedOption[] | undefined;
  readonly optionsTitle?: string | undefined;
  /** What to do. */
  readonly hint?: string | undefined;
}

/**
 * Everything that is wrong with a configuration, all at once.
 *
 * `message` is text for people: every issue with its place underlined. Programs read `issues`.
 */
export class ConfigError extends CraftError {
  readonly issues: readonly ConfigIssue[];

  /** @param cwd Folder that file names in the message are relative to. */
  constructor(issues: readonly ConfigIssue[], cwd?: string) {
    super(formatIssues(issues, cwd), { code: 'config.invalid' });
    this.issues = issues;
  }
}

/** More than these nobody reads. */
const maxShown = 50;

/** All issues as text, each with its excerpt; of very many the first ones. */
export function formatIssues(issues: readonly ConfigIssue[], cwd?: string): string {
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
  const blocks = issues.slice(0, maxShown).map((issue) => formatIssue(issue, cwd));
  if (issues.length > maxShown) blocks.push(`… and ${issues.length - maxShown} more.`);
  return [`${count} in the configuration:`, ...blocks].join('\n\n');
}

/** One issue as text: the message, the place underlined, the valid names, what to do. */
export function formatIssue(issue: ConfigIssue, cwd?: string): string {
  const lines = [`${issue.message} [${issue.code}]`];
  if (issue.origin !== undefined) lines.push(...(formatExcerpt(issue.origin, cwd) ?? []));
  if (issue.options !== undefined && issue.options.length > 0) lines.push(...formatOptions(issue));
  if (issue.hint !== undefined) lines.push(`  ${issue.hint}`);
  return lines.join('\n');
}

function formatOptions({ options = [], optionsTitle = 'valid' }: ConfigIssue): string[] {
  if (options.every((option) => option.description === undefined)) {
    return [`  ${optionsTitle}: ${options.map((option) => option.name).join(', ')}`];
  }
  const width = Math.max(...options.map((option) => option.name.length));
  return [
    `  ${optionsTitle}:`,
    ...options.map(({ name, description = '' }) => `    ${name.padEnd(width)}  ${description}`.trimEnd()),
  ];
}

/** Puts issues in the order one mends them: files by line, then arguments, then what is written nowhere; once each. */
export function sortIssues(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const seen = new Map<string, ConfigIssue>();
  for (const issue of issues)
    seen.set(JSON.stringify([issue.code, issue.path, issue.message, issue.origin]), issue);
  return [...seen.values()]
    .map((issue, index) => ({ issue, index, place: sortKey(issue) }))
    .sort((a, b) => comparePlaces(a.place, b.place) || a.index - b.index)
    .map(({ issue }) => issue);
}

type Place = readonly [group: number, file: string, line: number, column: number];

function sortKey({ origin }: ConfigIssue): Place {
  if (origin === undefined) return [2, '', 0, 0];
  if (origin.kind === 'file') return [0, origin.file, origin.line ?? 0, origin.column ?? 0];
  return [1, '', origin.argument ?? 0, origin.start];
}

function comparePlaces(a: Place, b: Place): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) || a[2] - b[2] || a[3] - b[3];
}
