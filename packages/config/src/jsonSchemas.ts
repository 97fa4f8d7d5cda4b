import type * as v from 'valibot';
import { projectSchema } from './project.ts';
import type { AnySchema } from './schemaShape.ts';
import { shapeOf } from './schemaShape.ts';

/** A JSON Schema (draft 7) as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * JSON Schemas of a configuration's files, for editors that complete and check YAML as one types: one for each group
 * by name, `experiment` for changes to the whole, and `craft.config` for the project's own file.
 *
 * They know keys, types, bounds and listed values. A file is a change, so nothing in it is required; what only
 * several files together can tell (checks across options, names of files) is left to `compose`.
 *
 * @param others Schemas of files that are no part of the configuration, by their folder: see `composeFile`.
 */
export async function jsonSchemas(
  schema: v.GenericSchema<unknown, object>,
  others: Readonly<Record<string, v.GenericSchema<unknown, object>>> = {},
): Promise<Record<string, JsonSchema>> {
  // Imported here: only whoever writes schemas needs it.
  const { toJsonSchema } = await import('@valibot/to-json-schema');
  const convert = (part: AnySchema): JsonSchema =>
    asChange(toJsonSchema(part, { errorMode: 'ignore', target: 'draft-07' }) as JsonSchema);
  const root = shapeOf(schema, {});
  const sections = Object.entries(root.kind === 'map' ? root.entries : {});
  const groups = sections.filter(([, section]) => shapeOf(section, {}).kind !== 'leaf');
  const words = { description: text('One line about this file, for lists'), extends: extendsWord };
  const experiment = { ...words, use: chooses(groups.map(([name]) => name)) };
  return {
    ...Object.fromEntries(groups.map(([name, section]) => [name, file(withWords(convert(section), words))])),
    ...Object.fromEntries(
      Object.entries(others).map(([name, other]) => [name, file(withWords(convert(other), words))]),
    ),
    experiment: file(withWords(convert(schema), experiment)),
    'craft.config': file(
      withWords(
        convert(projectSchema),
        {},
        { defaults: withWords(convert(schema), { use: experiment.use }) },
      ),
    ),
  };
}

/** What stands for a value that comes from elsewhere: `${path.to.value}`. */
const reference = { type: 'string', pattern: '\\$\\{' };

const extendsWord = {
  description: 'The file of this folder that this one changes, or a list of them',
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
};

function text(description: string): JsonSchema {
  return { type: 'string', description };
}

function chooses(groups: readonly string[]): JsonSchema {
  const properties = Object.fromEntries(groups.map((group) => [group, text(`A file of ${group}/`)]));
  return { type: 'object', description: 'Group files to choose', properties, additionalProperties: false };
}

function file(schema: JsonSchema): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...schema };
}

/** Adds keys to a map, or to each of several alternatives; `instead` takes the place of keys that it has. */
function withWords(schema: JsonSchema, words: JsonSchema, instead: JsonSchema = {}): JsonSchema {
  const alternatives = schema['anyOf'];
  if (Array.isArray(alternatives)) {
    const maps = (alternatives as JsonSchema[]).filter((one) => one['type'] === 'object');
    return { ...schema, anyOf: maps.map((one) => withWords(one, words)) };
  }
  return {
    ...schema,
    properties: { ...words, ...(schema['properties'] as JsonSchema | undefined), ...instead },
  };
}

/** The schema of a change to what a schema describes: nothing is required, `~key` takes away, `${…}` refers. */
function asChange(schema: JsonSchema): JsonSchema {
  const alternatives = (schema['oneOf'] ?? schema['anyOf']) as readonly JsonSchema[] | undefined;
  if (alternatives !== undefined) {
    // Without a `type` several components may fit: that one of them does is as much as can be asked.
    const parts = alternatives.map(asChange).flatMap((part) => (part['anyOf'] ?? [part]) as JsonSchema[]);
    const anyOf = [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
    return { ...annotationsOf(schema), anyOf };
  }
  if (schema['type'] === 'object') return mapChange(schema);
  const constraints = Object.entries(schema).filter(
    // What `path` and `componentSchema` leave in a schema's metadata is ours alone.
    ([keyword]) => !annotations.has(keyword) && !keyword.startsWith('craft.'),
  );
  const isAnyText = constraints.every(([keyword, value]) => keyword === 'type' && value === 'string');
  if (isAnyText || 'const' in schema) return { ...annotationsOf(schema), ...Object.fromEntries(constraints) };
  const anyOf = [Object.fromEntries(constraints), reference];
  return { ...annotationsOf(schema), anyOf };
}

const annotations: ReadonlySet<string> = new Set(['title', 'description', 'default', 'examples']);

function annotationsOf(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => annotations.has(keyword)));
}

function mapChange(schema: JsonSchema): JsonSchema {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const more = schema['additionalProperties'];
  return {
    ...annotationsOf(schema),
    type: 'object',
    properties: Object.fromEntries(properties.map(([key, part]) => [key, asChange(part)])),
    patternProperties: { '^~.': { type: 'null', description: 'Takes the key away' } },
    additionalProperties:
      typeof more === 'object' && more !== null ? asChange(more as JsonSchema) : (more ?? true),
  };
}
