import * as v from 'valibot';
import type { ConfigIssue, NamedOption } from './configError.ts';
import type { ConfigNode, MapNode } from './configNode.ts';
import { keyOriginAt, nodeAt, toPlain } from './configNode.ts';
import { describeExpected, describeReceived, issuePhrase, listedValues } from './expectation.ts';
import { keyIssues } from './keyIssues.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { nearestName } from './nearestName.ts';
import type { ArgumentOrigin, FileOrigin, Origin } from './origin.ts';
import type { AnySchema, Shape } from './schemaShape.ts';
import { isMap, placeAt } from './schemaShape.ts';

/** A checked tree: the value with all defaults, or everything that is wrong with it. */
export type Validation<T> =
  | { readonly value: T; readonly issues: readonly [] }
  | { readonly value?: undefined; readonly issues: readonly ConfigIssue[] };

/** Checks a tree against a schema and finds all problems, each with the place where it is written. */
export function validateTree<S extends AnySchema>(schema: S, tree: MapNode): Validation<v.InferOutput<S>> {
  const aboutKeys = keyIssues(schema, tree);
  const plain = toPlain(tree);
  const result = v.safeParse(schema, plain);
  const context: Context = { schema, tree, plain };
  const others = (result.issues ?? [])
    .map((issue) => ({ issue, path: pathOf(issue) }))
    .filter(({ issue, path }) => !isAbout(aboutKeys, path, isUnknownKey(issue)))
    .map(({ issue, path }) => translate(issue, path, context));
  const issues = [...aboutKeys, ...others];
  return result.success && issues.length === 0 ? { value: result.output, issues: [] } : { issues };
}

/** Whether what valibot says is said already: of the same key, or of a list in which it saw keys. */
function isAbout(issues: readonly ConfigIssue[], path: KeyPath, isUnknown: boolean): boolean {
  const around = formatPath(path.slice(0, -1));
  return issues.some(({ code, path: said }) =>
    code === 'config.unknown-key'
      ? isUnknown && said === formatPath(path)
      : said === formatPath(path) || said === around,
  );
}

interface Context {
  readonly schema: AnySchema;
  readonly tree: MapNode;
  readonly plain: unknown;
}

function pathOf(issue: v.BaseIssue<unknown>): KeyPath {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

function isUnknownKey(issue: v.BaseIssue<unknown>): boolean {
  return issue.kind === 'schema' && issue.type === 'strict_object' && issue.expected === 'never';
}

function translate(issue: v.BaseIssue<unknown>, path: KeyPath, context: Context): ConfigIssue {
  const node = nodeAt(context.tree, path);
  const { shape, parent } = placeAt(context.schema, context.plain, path);
  if (isUnknownKey(issue)) {
    return {
      ...written(context.tree, path, 'key'),
      code: 'config.unknown-key',
      message: `${formatPath(path)}: unknown key`,
    };
  }
  if (node === undefined && issue.received === 'undefined')
    return missing(issue, path, shape, parent, context);
  if (parent?.kind === 'component' && path.at(-1) === 'type')
    return unknownComponent(path, parent, node, context);

  const received = describeReceived(node === undefined ? issue.input : toPlain(node));
  if (issue.path?.at(-1)?.origin === 'key') {
    const { phrase } = issuePhrase(issue, JSON.stringify(path.at(-1)));
    return {
      ...written(context.tree, path, 'key'),
      code: 'config.invalid-value',
      message: `${formatPath(path)}: the key itself: ${phrase}`,
    };
  }
  const { phrase, expected } = issuePhrase(issue, received);
  const orNull =
    shape?.nullable === true && expected !== undefined && !/\bnull\b/.test(expected) ? ' or null' : '';
  const fullPhrase = orNull === '' ? phrase : `expected ${expected ?? ''}${orNull} but received ${received}`;
  const listed = issue.kind === 'schema' ? listedValues(issue.expected) : [];
  const suggestion = node?.kind === 'scalar' ? nearestName(String(node.value), listed) : undefined;
  return {
    ...written(context.tree, path, 'value'),
    code:
      issue.kind === 'schema'
        ? listed.length > 0
          ? 'config.unknown-value'
          : 'config.wrong-type'
        : 'config.invalid-value',
    message: `${formatPath(path) || 'the configuration'}: ${fullPhrase}${guess(suggestion)}`,
    expected: expected === undefined ? undefined : `${expected}${orNull}`,
    received,
    suggestion,
    hint: issue.kind === 'schema' ? typeHint(issue, node, path) : undefined,
  };
}

function missing(
  issue: v.BaseIssue<unknown>,
  path: KeyPath,
  shape: Shape | undefined,
  parent: Shape | undefined,
  context: Context,
): ConfigIssue {
  const name = formatPath(path);
  const around = path.slice(0, -1);
  const base = {
    code: 'config.missing-key',
    path: name,
    received: 'nothing',
    origin: originOfMap(context.tree, around),
  };
  if (parent?.kind === 'component' && path.at(-1) === 'type') {
    const siblings = nodeAt(context.tree, around.slice(0, -1));
    const names = siblings?.kind === 'map' && around.length > 1 ? [...siblings.entries.keys()] : [];
    const near = nearestName(String(around.at(-1)), names);
    const suggestion = near === undefined ? undefined : formatPath([...around.slice(0, -1), near]);
    const { kind } = parent.metadata;
    return {
      ...base,
      message: `${name}: missing: expected the name of a ${kind}${guess(suggestion)}`,
      expected: `the name of a ${kind}`,
      suggestion,
      ...componentOptions(parent),
    };
  }
  const ownWords = /^Invalid [\w ]+: /.test(issue.message)
    ? undefined
    : issue.message.replace(/ but received .*$/, '');
  const kind = shape?.kind === 'component' ? `a ${shape.metadata.kind}` : undefined;
  const expected = `${kind ?? describeExpected(shape?.schema.expects ?? 'unknown')}${shape?.nullable === true ? ' or null' : ''}`;
  return { ...base, message: `${name}: missing: ${ownWords ?? `expected ${expected}`}`, expected };
}

function unknownComponent(
  path: KeyPath,
  parent: Shape & { kind: 'component' },
  node: ConfigNode | undefined,
  context: Context,
): ConfigIssue {
  const { kind, components } = parent.metadata;
  const received = describeReceived(node === undefined ? undefined : toPlain(node));
  const suggestion =
    node?.kind === 'scalar'
      ? nearestName(
          String(node.value),
          components.map((component) => component.name),
        )
      : undefined;
  return {
    ...written(context.tree, path, 'value'),
    code: 'config.unknown-component',
    message: `${formatPath(path)}: expected the name of a ${kind} but received ${received}${guess(suggestion)}`,
    expected: `the name of a ${kind}`,
    received,
    suggestion,
    ...componentOptions(parent),
  };
}

function componentOptions({ metadata }: Shape & { kind: 'component' }): {
  optionsTitle: string;
  options: NamedOption[];
} {
  return {
    optionsTitle: `known for ${metadata.kind}`,
    options: metadata.components.map(({ name, description }) => ({ name, description })),
  };
}

function guess(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `; did you mean ${JSON.stringify(suggestion)}?`;
}

type Written = FileOrigin | ArgumentOrigin;

function written(
  tree: MapNode,
  path: KeyPath,
  what: 'key' | 'value',
): { path: string; origin: Written | undefined } {
  const key = keyOriginAt(tree, path);
  const value = nodeAt(tree, path)?.origin;
  return {
    path: formatPath(path),
    origin: onlyWritten(what === 'key' ? key : markable(value, key)) ?? nearestOrigin(tree, path),
  };
}

/** A map spans lines: its key is the better thing to underline. */
function markable(value: Origin | undefined, key: Origin | undefined): Origin | undefined {
  const isMapOfFile = value?.kind === 'file' && key?.kind === 'file' && value.line !== key.line;
  return isMapOfFile ? key : value;
}

function nearestOrigin(tree: MapNode, path: KeyPath): Written | undefined {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const origin = onlyWritten(keyOriginAt(tree, path.slice(0, length)));
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** Where a map is that lacks a key: at its `type`, which says what it should hold, else at its own key. */
function originOfMap(tree: MapNode, path: KeyPath): Written | undefined {
  if (path.length === 0) return undefined;
  return (
    onlyWritten(nodeAt(tree, [...path, 'type'])?.origin) ??
    onlyWritten(keyOriginAt(tree, path)) ??
    nearestOrigin(tree, path)
  );
}

function onlyWritten(origin: Origin | undefined): Written | undefined {
  return origin?.kind === 'default' ? undefined : origin;
}

/** What to do about a value of the wrong type, where that is known. */
function typeHint(
  issue: v.BaseIssue<unknown>,
  node: ConfigNode | undefined,
  path: KeyPath,
): string | undefined {
  if (node?.kind !== 'scalar' || isMap(node.value)) return undefined;
  const { value, origin } = node;
  if (
    issue.expected === 'number' &&
    typeof value === 'string' &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  ) {
    return 'Write the number without quotes.';
  }
  if (issue.expected === 'boolean' && typeof value === 'string' && /^(yes|no|on|off)$/i.test(value)) {
    return `Write ${/^(yes|on)$/i.test(value) ? 'true' : 'false'}: in YAML 1.2, ${value} is text.`;
  }
  if (issue.expected === 'string' && value !== null && typeof value !== 'string') {
    const quoted = JSON.stringify(String(value));
    return `To give it as text, write ${origin.kind === 'argument' ? `'${formatPath(path)}=${quoted}'` : quoted}.`;
  }
  return undefined;
}
