import type * as v from 'valibot';

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Object: 'a map',
  Array: 'a list',
  null: 'null',
  undefined: 'nothing',
  never: 'nothing',
  unknown: 'a value',
};

/**
 * What valibot expects, in words: `(number | null)` becomes `a number or null`, `("a" | "b")` `"a" or "b"`,
 * `>=1` `at least 1`.
 */
export function describeExpected(expected: string, nullable = false): string {
  const alternatives = expected.replace(/^\((.*)\)$/s, '$1').split(/ \| (?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const phrases = [...new Set([...alternatives, ...(nullable ? ['null'] : [])].map(describeOne))];
  const last = phrases.pop() ?? '';
  return phrases.length === 0 ? last : `${phrases.join(', ')} or ${last}`;
}

function describeOne(text: string): string {
  const bound = /^(>=|<=|>|<|!)(.+)$/.exec(text);
  if (bound === null) return words[text] ?? text;
  const relation = {
    '>=': 'at least',
    '<=': 'at most',
    '>': 'more than',
    '<': 'less than',
    '!': 'anything but',
  }[bound[1] ?? ''];
  return `${relation ?? ''} ${bound[2] ?? ''}`.trim();
}

/** A value for a message: scalars as JSON, cut short; `a map`, `a list`, `nothing`. */
export function describeReceived(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What an issue says, and what it expects where that can be told apart. */
export interface Phrase {
  readonly phrase: string;
  readonly expected?: string | undefined;
}

/**
 * What an issue of valibot says: in our words where valibot chose its own, else the schema author's, who may leave
 * out what was received.
 *
 * @param value What was received.
 * @param nullable Whether null would do, too: a schema inside `v.nullable` does not know.
 */
export function issuePhrase(issue: v.BaseIssue<unknown>, value: unknown, nullable: boolean): Phrase {
  const received = describeReceived(value);
  const own = ownWords(issue);
  if (own !== undefined) {
    const expected = expectedBy(issue, own, nullable);
    return { phrase: `expected ${expected} but received ${received}`, expected };
  }
  const [, expected, rest] = /^expected (.*?)( but received .*)?$/s.exec(issue.message) ?? [];
  const isScalar = typeof value !== 'object' || value === null;
  // A check of a whole map has said already what is wrong in it.
  if (expected === undefined || rest !== undefined || (!isScalar && issue.kind !== 'schema'))
    return { phrase: issue.message, expected };
  return { phrase: `expected ${expected} but received ${received}`, expected };
}

/** What valibot itself calls what is invalid (`type`, `value`, `length`); undefined where the author says it. */
export function ownWords(issue: v.BaseIssue<unknown>): string | undefined {
  return /^Invalid ([\w ]+): (?:Expected|Received) /.exec(issue.message)?.[1];
}

const checks: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  safe_integer: 'a whole number',
  finite: 'a finite number',
  non_empty: 'something that is not empty',
  not_value: 'another value',
};

function expectedBy(issue: v.BaseIssue<unknown>, what: string, nullable: boolean): string {
  const check = issue.kind === 'validation' ? checks[issue.type] : undefined;
  if (check !== undefined) return check;
  if (issue.expected === null) return `a valid ${what}`;
  const expected = describeExpected(issue.expected, nullable && issue.kind === 'schema');
  return what === 'length' || what === 'size'
    ? `${expected} ${issue.type.includes('length') && Array.isArray(issue.input) ? 'items' : 'characters'}`
    : expected;
}

/** The values that a schema lists, if all it accepts are listed: picklists, enums, literals and unions of them. */
export function listedValues(expected: string | null): string[] {
  if (expected === null) return [];
  const alternatives = expected.replace(/^\((.*)\)$/s, '$1').split(' | ');
  const quoted = alternatives.filter((text) => text !== 'null' && text !== 'undefined');
  if (quoted.length === 0 || !quoted.every((text) => /^".*"$/.test(text))) return [];
  return quoted.map((text) => text.slice(1, -1));
}
