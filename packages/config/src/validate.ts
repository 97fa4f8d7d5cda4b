import * as v from 'valibot';
import type { ConfigIssue, NamedOption } from './configError.ts';
import type { ConfigNode, MapNode } from './configNode.ts';
import { nodeAt, toPlain } from './configNode.ts';
import { describeReceived, issuePhrase, listedValues, ownWords } from './expectation.ts';
import { keyIssues } from './keyIssues.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { didYouMean, nearestName } from './nearestName.ts';
import type { AnySchema, Shape } from './schemaShape.ts';
import { placeAt } from './schemaShape.ts';
import { originOfMap, written } from './writtenPlace.ts';

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
  const placed = (result.issues ?? []).map((issue, order) => ({ issue, path: pathOf(issue), order }));
  const others = placed
    .filter(({ issue, path }) => !isAbout(aboutKeys, path, isUnknownKey(issue)))
    // One mistake is one problem: a check across options says nothing where one of them is wrong by itself, and of
    // several checks of one value the first one speaks.
    .filter(
      ({ issue, path, order }) =>
        issue.kind === 'schema' ||
        !placed.some(
          (other) => isBelow(other.path, path) || (isSame(other.path, path) && other.order < order),
        ),
    )
    .map(({ issue, path }) => translate(issue, path, context));
  const issues = [...aboutKeys, ...others];
  return result.success && issues.length === 0 ? { value: result.output, issues: [] } : { issues };
}

function isSame(a: KeyPath, b: KeyPath): boolean {
  return formatPath(a) === formatPath(b);
}

function isBelow(path: KeyPath, around: KeyPath): boolean {
  return path.length > around.length && around.every((key, index) => path[index] === key);
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

  const value = node === undefined ? issue.input : toPlain(node);
  if (issue.path?.at(-1)?.origin === 'key') {
    const { phrase } = issuePhrase(issue, path.at(-1), false);
    return {
      ...written(context.tree, path, 'key'),
      code: 'config.invalid-value',
      message: `${formatPath(path)}: the key itself: ${phrase}`,
    };
  }
  if (shape?.kind === 'component' && issue.kind === 'schema') return noComponent(path, shape, value, context);

  const { phrase, expected } = issuePhrase(issue, value, shape?.nullable === true);
  const listed = issue.kind === 'schema' ? listedValues(issue.expected) : [];
  const suggestion = typeof value === 'string' ? nearestName(value, listed) : undefined;
  const schemaCode = listed.length > 0 ? 'config.unknown-value' : 'config.wrong-type';
  return {
    ...written(context.tree, path, 'value'),
    code: issue.kind === 'schema' ? schemaCode : 'config.invalid-value',
    message: `${formatPath(path) || 'the configuration'}: ${phrase}${didYouMean(suggestion)}`,
    expected,
    received: describeReceived(value),
    suggestion,
    hint: issue.kind === 'schema' && ownWords(issue) !== undefined ? typeHint(issue, node, path) : undefined,
  };
}

/** Something that is no map where a component is expected. */
function noComponent(
  path: KeyPath,
  { metadata, nullable }: Shape & { kind: 'component' },
  value: unknown,
  context: Context,
): ConfigIssue {
  const name = formatPath(path);
  const expected = `a map with the type of a ${metadata.kind}${nullable ? ' or null' : ''}`;
  const isName = metadata.components.some((component) => component.name === value);
  return {
    ...written(context.tree, path, 'value'),
    code: 'config.wrong-type',
    message: `${name}: expected ${expected} but received ${describeReceived(value)}`,
    expected,
    received: describeReceived(value),
    hint: isName ? `Write ${name}.type=${String(value)} for the ${metadata.kind} of this name.` : undefined,
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
      message: `${name}: missing: expected the name of a ${kind}${didYouMean(suggestion)}`,
      expected: `the name of a ${kind}`,
      suggestion,
      ...componentOptions(parent),
    };
  }
  const expected = expectationOf(issue, shape);
  return {
    ...base,
    message: `${name}: missing: expected ${expected}`,
    expected,
    hint: shape?.kind === 'leaf' || shape?.kind === 'list' ? missingHint(name, shape) : undefined,
  };
}

/** What a schema expects where there is nothing: what it would say if it were asked. */
function expectationOf(issue: v.BaseIssue<unknown>, shape: Shape | undefined): string {
  if (shape?.kind === 'component') return `a ${shape.metadata.kind}`;
  const asked = shape === undefined ? issue : (v.safeParse(shape.schema, undefined).issues?.[0] ?? issue);
  return issuePhrase(asked, undefined, shape?.nullable === true).expected ?? 'a value';
}

function missingHint(name: string, shape: Shape): string {
  const description = v.getDescription(shape.schema);
  return `Give it with ${name}=…${description === undefined ? '' : ` (${description.replace(/\.$/, '')})`}`;
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
    message: `${formatPath(path)}: expected the name of a ${kind} but received ${received}${didYouMean(suggestion)}`,
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

/** What to do about a value of the wrong type, where that is known. */
function typeHint(
  issue: v.BaseIssue<unknown>,
  node: ConfigNode | undefined,
  path: KeyPath,
): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
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
