import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as v from 'valibot';
import type { KeyPath } from './keyPath.ts';
import type { AnySchema } from './schemaShape.ts';
import { childSchema, isMap, shapeOf } from './schemaShape.ts';

const key = 'craft.path';

/** The schema that `path` gives. */
export type PathSchema = v.SchemaWithPipe<
  readonly [
    v.StringSchema<v.ErrorMessage<v.StringIssue>>,
    v.NonEmptyAction<string, string>,
    v.MetadataAction<string, { readonly [key]: true }>,
  ]
>;

/**
 * A schema for the path of a file or folder. `compose` makes such values absolute, counted from where they were
 * written: an argument from the current folder; a config file and a schema's default from the project's root.
 * `~/` is the home folder. Addresses (`https://…`) and the values of a complete base configuration stay as they are.
 */
export function path(): PathSchema {
  return v.pipe(
    v.string((issue) => `expected the path of a file or folder but received ${issue.received}`),
    v.nonEmpty('expected the path of a file or folder but received an empty text'),
    v.metadata({ [key]: true } as const),
  );
}

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

function isPath(schema: AnySchema, value: string): boolean {
  const inner = shapeOf(schema, value).schema;
  if (v.getMetadata(inner)[key] === true) return true;
  // `path()` as one of several alternatives, such as a path or a list of paths.
  return (
    inner.type === 'union' &&
    'options' in inner &&
    (inner.options as AnySchema[]).some((option) => isPath(option, value))
  );
}
