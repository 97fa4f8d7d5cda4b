import * as v from 'valibot';
import type { AnySchema } from './schemaShape.ts';
import { shapeOf } from './schemaShape.ts';

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
    v.string('expected the path of a file or folder'),
    v.nonEmpty('expected the path of a file or folder but received an empty text'),
    v.metadata({ [key]: true } as const),
  );
}

/** Whether a schema takes this text for a path: `path()` itself, or one of several alternatives. */
export function isPath(schema: AnySchema, value: string): boolean {
  const inner = shapeOf(schema, value).schema;
  if (v.getMetadata(inner)[key] === true) return true;
  return (
    inner.type === 'union' &&
    'options' in inner &&
    (inner.options as AnySchema[]).some((option) => isPath(option, value))
  );
}
