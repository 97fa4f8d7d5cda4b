import { optionEntries } from './component.ts';
import type { ConfigIssue } from './configError.ts';
import type { ConfigNode, ListNode, MapEntry } from './configNode.ts';
import { toPlain } from './configNode.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { didYouMean, nearestName } from './nearestName.ts';
import { onlyWritten } from './origin.ts';
import type { AnySchema, ChosenComponent, Shape } from './schemaShape.ts';
import { childSchema, knownPaths, shapeOf } from './schemaShape.ts';

type MapShape = Shape & { kind: 'map' };
interface Visitor {
  unknownKey(path: KeyPath, shape: MapShape, entry: MapEntry): void;
  listForMap(path: KeyPath, list: ListNode): void;
}

/**
 * What valibot does not say about keys: every one that the schema does not know, with the nearest name that it
 * does know (valibot reports one per map), and every list that stands for a map (which valibot takes for a map
 * with the keys 0, 1, …).
 */
export function keyIssues(schema: AnySchema, tree: ConfigNode): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  visit(schema, tree, [], { unknownKey, listForMap });
  return issues;

  function listForMap(path: KeyPath, { origin }: ListNode): void {
    issues.push({
      code: 'config.wrong-type',
      path: formatPath(path),
      message: `${formatPath(path)}: expected a map but received a list`,
      origin: onlyWritten(origin),
      expected: 'a map',
      received: 'a list',
    });
  }

  function unknownKey(path: KeyPath, shape: MapShape, { key, node }: MapEntry): void {
    const name = String(path.at(-1));
    const known = Object.keys(shape.entries);
    const near = nearestName(name, known);
    const { component } = shape;
    const foreign = near === undefined ? optionOfOthers(path, name, component) : undefined;
    const guess = near ?? foreign?.name ?? findElsewhere(schema, tree, name);
    const what =
      component === undefined ? 'unknown key' : `unknown option of ${component.kind} ${component.name}`;
    issues.push({
      code: 'config.unknown-key',
      path: formatPath(path),
      message: `${formatPath(path)}: ${what}${didYouMean(guess === name ? undefined : guess)}`,
      origin: onlyWritten(key),
      received: node.kind === 'scalar' ? JSON.stringify(node.value) : undefined,
      suggestion: guess === name ? undefined : guess,
      optionsTitle: component === undefined ? 'keys' : 'options',
      options: known.map((option) => ({ name: option })),
      hint: foreign?.hint,
    });
  }
}

function visit(schema: AnySchema, node: ConfigNode, path: KeyPath, visitor: Visitor): void {
  const shape = shapeOf(schema, toPlain(node));
  if (node.kind === 'list' && shape.kind === 'list') {
    for (const [index, item] of node.items.entries()) visit(shape.item, item, [...path, index], visitor);
  } else if (node.kind === 'list' && shape.kind !== 'leaf') visitor.listForMap(path, node);
  if (node.kind !== 'map' || (shape.kind !== 'map' && shape.kind !== 'record')) return;
  for (const [key, entry] of node.entries) {
    const child = childSchema(shape, key);
    if (child !== undefined) visit(child, entry.node, [...path, key], visitor);
    else if (shape.kind === 'map' && !shape.open) visitor.unknownKey([...path, key], shape, entry);
  }
}

/** The one place elsewhere in the configuration that has a key of this name, or of the nearest one. */
function findElsewhere(schema: AnySchema, tree: ConfigNode, name: string): string | undefined {
  const byName = new Map<string, KeyPath[]>();
  for (const known of knownPaths(schema, toPlain(tree))) {
    const last = String(known.at(-1));
    if (last !== 'type') byName.set(last, [...(byName.get(last) ?? []), known]);
  }
  const near = byName.has(name) ? name : nearestName(name, byName.keys());
  const places = near === undefined ? undefined : byName.get(near);
  return places?.length === 1 && places[0] !== undefined ? formatPath(places[0]) : undefined;
}

/** An option of another component of the same kind that has this name, or the nearest; and how to get there. */
function optionOfOthers(
  path: KeyPath,
  name: string,
  component: ChosenComponent | undefined,
): { name: string; hint: string } | undefined {
  const others = (component?.among ?? []).map((other) => ({
    component: other.name,
    options: Object.keys(optionEntries(other.schema) ?? {}),
  }));
  const all = others.flatMap(({ options }) => options);
  const option = all.includes(name) ? name : nearestName(name, all);
  if (component === undefined || option === undefined) return undefined;
  const owners = others.filter(({ options }) => options.includes(option)).map((other) => other.component);
  const typePath = formatPath([...path.slice(0, -1), 'type']);
  const what = option === name ? 'It' : option;
  return {
    name: option,
    hint: `${what} is an option of ${component.kind} ${owners.join(', ')}: ${typePath}=${owners[0] ?? ''} switches to it.`,
  };
}
