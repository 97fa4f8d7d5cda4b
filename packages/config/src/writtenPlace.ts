import type { MapNode } from './configNode.ts';
import { keyOriginAt, nodeAt } from './configNode.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import type { Origin, WrittenOrigin } from './origin.ts';
import { onlyWritten } from './origin.ts';

/**
 * Where the key or value at `path` is written; where it is not, the nearest key around it.
 */
export function written(
  tree: MapNode,
  path: KeyPath,
  what: 'key' | 'value',
): { path: string; origin: WrittenOrigin | undefined } {
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

function nearestOrigin(tree: MapNode, path: KeyPath): WrittenOrigin | undefined {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const origin = onlyWritten(keyOriginAt(tree, path.slice(0, length)));
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** Where a map is that lacks a key: at its `type`, which says what it should hold, else at its own key. */
export function originOfMap(tree: MapNode, path: KeyPath): WrittenOrigin | undefined {
  if (path.length === 0) return undefined;
  return (
    onlyWritten(nodeAt(tree, [...path, 'type'])?.origin) ??
    onlyWritten(keyOriginAt(tree, path)) ??
    nearestOrigin(tree, path)
  );
}
