import type { ConfigNode, MapEntry, MapNode, RemovedNode } from './configNode.ts';
import { leavesOf, typeOf } from './configNode.ts';
import type { History } from './history.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { nearestName } from './nearestName.ts';
import type { Origin } from './origin.ts';

/**
 * Lays `upper` over `lower`, the only rule by which configurations combine:
 *
 * - two maps merge key by key;
 * - unless both have a `type` and it differs: then `upper` replaces `lower`, whose options mean nothing to the
 *   other component;
 * - anything else (a list, a scalar, null) replaces what was there;
 * - a removal takes it away.
 *
 * @returns The merged node, or undefined where `upper` removes it.
 */
export function mergeNodes(
  lower: ConfigNode | undefined,
  upper: ConfigNode,
  history: History,
  path: KeyPath = [],
): ConfigNode | undefined {
  if (upper.kind === 'removed') {
    if (lower === undefined) history.nothingToRemove(path, upper, [], undefined);
    else dropLeaves(lower, upper.origin, history, path);
    return undefined;
  }
  if (upper.kind !== 'map') {
    if (lower?.kind === 'map') dropLeaves(lower, upper.origin, history, path);
    history.assigned(path, upper);
    return upper;
  }
  if (lower?.kind !== 'map') {
    if (!holdsOnlyRemovals(upper)) return replaceNode(lower, upper, history, path);
    // Where there is nothing, taking something away must not leave an empty map behind.
    for (const [leafPath, removed] of removalsOf(upper, path)) {
      history.nothingToRemove(leafPath, removed, [], undefined);
    }
    return lower;
  }
  if (switchesType(lower, upper)) {
    return replaceNode(lower, upper, history, path, upper.entries.get('type')?.node.origin);
  }
  return mergeMaps(lower, upper, history, path);
}

/** Puts `upper` in the place of `lower`, of which nothing stays. */
export function replaceNode(
  lower: ConfigNode | undefined,
  upper: MapNode,
  history: History,
  path: KeyPath,
  by: Origin = upper.origin,
): MapNode {
  if (lower !== undefined) dropLeaves(lower, by, history, path);
  if (upper.entries.size === 0) history.assigned(path, upper);
  return mergeMaps({ kind: 'map', entries: new Map(), origin: upper.origin }, upper, history, path);
}

function mergeMaps(lower: MapNode, upper: MapNode, history: History, path: KeyPath): MapNode {
  const entries = new Map<string, MapEntry>(lower.entries);
  for (const [key, entry] of upper.entries) {
    const below = entries.get(key)?.node;
    const here = [...path, key];
    if (below === undefined && holdsOnlyRemovals(entry.node)) {
      const siblings = [...entries.keys()];
      const near = nearestName(key, siblings);
      for (const [leafPath, removed] of removalsOf(entry.node, here)) {
        const rest = leafPath.slice(here.length);
        const whole = near === undefined || rest.length === 0 ? near : formatPath([...path, near, ...rest]);
        history.nothingToRemove(leafPath, removed, siblings, whole);
      }
      continue;
    }
    const merged = mergeNodes(below, entry.node, history, here);
    if (merged === undefined) entries.delete(key);
    else entries.set(key, { key: entry.key, node: merged });
  }
  return { kind: 'map', entries, origin: lower.origin };
}

/** Whether a node wishes things away and says nothing else. */
function holdsOnlyRemovals(node: ConfigNode): boolean {
  if (node.kind === 'removed') return true;
  return (
    node.kind === 'map' &&
    node.entries.size > 0 &&
    [...node.entries.values()].every((entry) => holdsOnlyRemovals(entry.node))
  );
}

function* removalsOf(node: ConfigNode, path: KeyPath): Generator<[KeyPath, RemovedNode]> {
  if (node.kind === 'removed') yield [path, node];
  if (node.kind !== 'map') return;
  for (const [key, entry] of node.entries) yield* removalsOf(entry.node, [...path, key]);
}

function switchesType(lower: MapNode, upper: MapNode): boolean {
  const from = typeOf(lower);
  const to = typeOf(upper);
  return from !== undefined && to !== undefined && from !== to;
}

function dropLeaves(node: ConfigNode, by: Origin, history: History, path: KeyPath): void {
  for (const [leafPath] of leavesOf(node, path)) history.dropped(leafPath, by);
}
