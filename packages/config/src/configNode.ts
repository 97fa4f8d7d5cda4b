import type { KeyPath } from './keyPath.ts';
import type { Origin } from './origin.ts';

/** A number, text, true, false or null, and where it is written. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly origin: Origin;
}

/** A list. It is replaced as a whole, so for merging it is a leaf; its items keep their places for messages. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly origin: Origin;
}

/** A key of a map: where the key is written, and its value. */
export interface MapEntry {
  readonly key: Origin;
  readonly node: ConfigNode;
}

/** A map. */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly origin: Origin;
}

/** The wish that what lies below be taken away: `~key`. Never left in a composed tree. */
export interface RemovedNode {
  readonly kind: 'removed';
  readonly origin: Origin;
}

/** A value of a configuration that knows where it is written. */
export type ConfigNode = ScalarNode | ListNode | MapNode | RemovedNode;

/** What has no parts of its own as far as merging goes. */
export type LeafNode = ScalarNode | ListNode | MapNode;

/** A map without entries. */
export function emptyMap(origin: Origin): MapNode {
  return { kind: 'map', entries: new Map(), origin };
}

/** The plain value of a node: objects, arrays, scalars. */
export function toPlain(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    case 'removed':
      return undefined;
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toPlain(entry.node)]));
  }
}

/** Every leaf below `node` with its path: scalars, lists as a whole, and maps without entries. */
export function* leavesOf(node: ConfigNode, path: KeyPath = []): Generator<[KeyPath, LeafNode]> {
  if (node.kind === 'removed') return;
  if (node.kind !== 'map' || node.entries.size === 0) {
    yield [path, node];
    return;
  }
  for (const [key, entry] of node.entries) yield* leavesOf(entry.node, [...path, key]);
}

/** The node at `path`, into lists too. */
export function nodeAt(root: ConfigNode, path: KeyPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const key of path) {
    if (node?.kind === 'map') node = node.entries.get(String(key))?.node;
    else if (node?.kind === 'list') node = node.items[Number(key)];
    else return undefined;
  }
  return node;
}

/** Where the key at the end of `path` is written, if it is a key of a map. */
export function keyOriginAt(root: ConfigNode, path: KeyPath): Origin | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  return parent?.kind === 'map' ? parent.entries.get(String(path.at(-1)))?.key : undefined;
}

/** The text under `type` in a map, which says what kind of component the map describes. */
export function typeOf(node: ConfigNode | undefined): string | undefined {
  const type = node?.kind === 'map' ? node.entries.get('type')?.node : undefined;
  return type?.kind === 'scalar' && typeof type.value === 'string' ? type.value : undefined;
}
