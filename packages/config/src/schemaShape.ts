import * as v from 'valibot';
import type { Component } from './component.ts';
import type { ComponentMetadata } from './componentSchema.ts';
import { componentMetadata } from './componentSchema.ts';
import type { KeyPath } from './keyPath.ts';

/** Any valibot schema. */
export type AnySchema = v.GenericSchema<unknown, unknown>;

/** What a schema expects at one place, as far as keys are concerned. */
export type Shape = {
  /** The schema without optional, nullable and lazy around it. */
  readonly schema: AnySchema;
  readonly nullable: boolean;
} & (
  | {
      readonly kind: 'map';
      readonly entries: Readonly<Record<string, AnySchema>>;
      /** Whether keys besides `entries` are allowed. */
      readonly open: boolean;
      /** Which component this map configures, and among which it was chosen. */
      readonly component?: ChosenComponent | undefined;
    }
  | { readonly kind: 'record'; readonly value: AnySchema }
  | { readonly kind: 'list'; readonly item: AnySchema }
  /** A component whose `type` is missing or unknown, so that its options are unknown too. */
  | { readonly kind: 'component'; readonly metadata: ComponentMetadata }
  | { readonly kind: 'leaf' }
);

/** The component that a `type` names. */
export interface ChosenComponent {
  readonly kind: string;
  readonly name: string;
  readonly among: readonly Component[];
}

/**
 * The shape of a schema for a value: optional, nullable, lazy and pipes are seen through, of a variant or union
 * the part is taken that the value is meant for.
 */
export function shapeOf(outer: AnySchema, value: unknown): Shape {
  const { schema, nullable } = unwrap(outer, value);
  const base = { schema, nullable };
  const metadata = componentMetadata(schema);
  switch (schema.type) {
    case 'strict_object':
    case 'object':
    case 'loose_object':
    case 'object_with_rest': {
      const open = schema.type === 'loose_object' || schema.type === 'object_with_rest';
      return {
        ...base,
        kind: 'map',
        entries: property(schema, 'entries') as Record<string, AnySchema>,
        open,
      };
    }
    case 'record':
      return { ...base, kind: 'record', value: property(schema, 'value') as AnySchema };
    case 'array':
      return { ...base, kind: 'list', item: property(schema, 'item') as AnySchema };
    case 'variant': {
      const option = chosenOption(schema, value);
      if (option !== undefined) {
        const shape = shapeOf(option, value);
        if (shape.kind !== 'map' || metadata === undefined) return { ...shape, nullable };
        const name = String(isMap(value) ? value['type'] : undefined);
        return { ...shape, nullable, component: { kind: metadata.kind, name, among: metadata.components } };
      }
      return metadata === undefined ? { ...base, kind: 'leaf' } : { ...base, kind: 'component', metadata };
    }
    case 'union': {
      const shapes = (property(schema, 'options') as AnySchema[]).map((option) => shapeOf(option, value));
      const fitting = shapes.find((shape) =>
        Array.isArray(value)
          ? shape.kind === 'list'
          : isMap(value) && shape.kind !== 'list' && shape.kind !== 'leaf',
      );
      return fitting ?? { ...base, kind: 'leaf' };
    }
    default:
      return { ...base, kind: 'leaf' };
  }
}

const wrappers: ReadonlySet<string> = new Set([
  'optional',
  'exact_optional',
  'undefinedable',
  'nullable',
  'nullish',
  'non_optional',
  'non_nullable',
  'non_nullish',
]);

function unwrap(outer: AnySchema, value: unknown): { schema: AnySchema; nullable: boolean } {
  let schema = outer;
  let nullable = false;
  for (;;) {
    if (schema.type === 'lazy') schema = (property(schema, 'getter') as (input: unknown) => AnySchema)(value);
    else if (wrappers.has(schema.type)) {
      nullable ||= schema.type === 'nullable' || schema.type === 'nullish';
      schema = property(schema, 'wrapped') as AnySchema;
    } else return { schema, nullable };
  }
}

function chosenOption(variant: AnySchema, value: unknown): AnySchema | undefined {
  if (!isMap(value)) return undefined;
  const key = property(variant, 'key') as string;
  return (property(variant, 'options') as AnySchema[]).find((option) => {
    const entries = property(option, 'entries') as Record<string, AnySchema> | undefined;
    const discriminator = entries?.[key];
    return discriminator !== undefined && Object.hasOwn(value, key) && v.is(discriminator, value[key]);
  });
}

/** Valibot's schemas are plain records whose fields depend on `type`. */
function property(schema: object, name: string): unknown {
  return (schema as Record<string, unknown>)[name];
}

/** Whether a plain value is what a YAML map becomes. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of a plain value under one key. */
export function childOf(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return (value as unknown[])[Number(key)];
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The schema under one key of a shape. */
export function childSchema(shape: Shape, key: string | number): AnySchema | undefined {
  if (shape.kind === 'map') return Object.hasOwn(shape.entries, key) ? shape.entries[key] : undefined;
  if (shape.kind === 'record') return shape.value;
  return shape.kind === 'list' ? shape.item : undefined;
}

/** What a schema says about one path of a value. */
export interface SchemaPlace {
  /** Undefined where the schema knows nothing of this path. */
  readonly shape: Shape | undefined;
  /** The shape of the map or list around it. */
  readonly parent: Shape | undefined;
  /** Whose value it is: `model gpt`, else the section (`training`), else `the configuration`. */
  readonly owner: string;
}

/** Follows a path through schema and value. */
export function placeAt(root: AnySchema, value: unknown, path: KeyPath): SchemaPlace {
  let shape: Shape | undefined = shapeOf(root, value);
  let parent: Shape | undefined;
  let owner = path.length > 1 ? String(path[0]) : 'the configuration';
  let current = value;
  for (const key of path) {
    parent = shape;
    current = childOf(current, key);
    const schema: AnySchema | undefined = parent === undefined ? undefined : childSchema(parent, key);
    shape = schema === undefined ? undefined : shapeOf(schema, current);
    if (parent?.kind === 'map' && parent.component !== undefined)
      owner = `${parent.component.kind} ${parent.component.name}`;
  }
  return { shape, parent, owner };
}

/** Every path that a schema knows for this value, maps included; records have the entries that the value has. */
export function* knownPaths(schema: AnySchema, value: unknown, path: KeyPath = []): Generator<KeyPath> {
  if (path.length > 8) return;
  const shape = shapeOf(schema, value);
  const keys =
    shape.kind === 'map'
      ? Object.keys(shape.entries)
      : shape.kind === 'record' && isMap(value)
        ? Object.keys(value)
        : [];
  for (const key of keys) {
    const child = childSchema(shape, key);
    if (child === undefined) continue;
    yield [...path, key];
    yield* knownPaths(child, childOf(value, key), [...path, key]);
  }
}
