import * as v from 'valibot';
import type { MapEntry, MapNode } from './configNode.ts';
import type { AnySchema } from './schemaShape.ts';
import { isMap, shapeOf } from './schemaShape.ts';
import { valueTree } from './valueTree.ts';

/**
 * The sections that a schema has a whole default for, as the lowest source: what others say about such a section
 * merges with the default (`optimizer.learningRate=1` keeps the default's `type`), where valibot by itself takes a
 * default only for what is missing altogether.
 */
export function schemaDefaults(schema: AnySchema): MapNode {
  const origin = { kind: 'default', of: 'the configuration' } as const;
  const entries = new Map<string, MapEntry>();
  const shape = shapeOf(schema, {});
  for (const [key, section] of Object.entries(shape.kind === 'map' ? shape.entries : {})) {
    const value: unknown = v.getDefault(section);
    const node = isMap(value) && Object.keys(value).length > 0 ? valueTree(value, origin) : undefined;
    if (node !== undefined) entries.set(key, { key: origin, node });
  }
  return { kind: 'map', entries, origin };
}
