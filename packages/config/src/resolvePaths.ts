import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { KeyPath } from './keyPath.ts';
import { isPath } from './pathOption.ts';
import type { AnySchema } from './schemaShape.ts';
import { childSchema, isMap, shapeOf } from './schemaShape.ts';

/** Makes one path absolute. */
export function resolvePath(value: string, from: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(value)) return value;
  if (value === '~' || value.startsWith('~/')) return join(homedir(), value.slice(1));
  return isAbsolute(value) ? value : resolve(from, value);
}

/**
 * Makes all paths of a checked value absolute.
 *
 * @param folderOf The folder that the path written at this place counts from; undefined leaves it as it is.
 * @returns A copy; `value` is not changed.
 */
export function resolvePaths(
  schema: AnySchema,
  value: unknown,
  folderOf: (path: KeyPath) => string | undefined,
  at: KeyPath = [],
): unknown {
  const shape = shapeOf(schema, value);
  if (typeof value === 'string') {
    const folder = isPath(schema, value) ? folderOf(at) : undefined;
    return folder === undefined ? value : resolvePath(value, folder);
  }
  const child = (name: string | number, part: unknown): unknown => {
    const partSchema = childSchema(shape, name);
    return partSchema === undefined ? part : resolvePaths(partSchema, part, folderOf, [...at, name]);
  };
  if (Array.isArray(value)) return value.map((item: unknown, index) => child(index, item));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, child(name, part)]));
}
