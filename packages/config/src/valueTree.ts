import type { ConfigNode, MapEntry } from './configNode.ts';
import type { Origin } from './origin.ts';

/**
 * Turns a value that code computed into a tree, every part of which has the same origin.
 *
 * @returns undefined where the value holds what no configuration can: a function, a date, an instance of a class,
 * or itself.
 */
export function valueTree(
  value: unknown,
  origin: Origin,
  around: ReadonlySet<unknown> = new Set(),
): ConfigNode | undefined {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return { kind: 'scalar', value, origin };
  }
  if (typeof value !== 'object' || around.has(value)) return undefined;
  const inside = new Set([...around, value]);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => valueTree(item, origin, inside));
    return items.every((item) => item !== undefined) ? { kind: 'list', items, origin } : undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
  const entries = new Map<string, MapEntry>();
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue;
    const node = valueTree(part, origin, inside);
    if (node === undefined) return undefined;
    entries.set(key, { key: origin, node });
  }
  return { kind: 'map', entries, origin };
}
