import type * as v from 'valibot';
import { CraftError } from './craftError.ts';

/** The schema of a component's options: `v.strictObject({ … })`, also inside `v.pipe` for checks across options. */
export type OptionsSchema = v.GenericSchema<object, object>;

/**
 * Something that a configuration can name: `{ type: <name>, …options }` where a component of this kind is
 * expected. A value, so that nothing is ever loaded by a name in a configuration.
 */
export interface Component<
  Kind extends string = string,
  Name extends string = string,
  Schema extends OptionsSchema = OptionsSchema,
  Context = unknown,
  Instance = unknown,
> {
  /** What it is: `model`, `optimizer`. */
  readonly kind: Kind;
  /** Which one of them: what stands under `type`. */
  readonly name: Name;
  /** One line for lists and error messages. */
  readonly description: string;
  /** Its options, without `type`. */
  readonly schema: Schema;
  /** Makes one from checked options and what the program knows besides. */
  create(options: v.InferOutput<Schema>, context: Context): Instance;
}

/** What a configuration says for this component: `{ type, …options }` with all defaults filled in. */
export type ComponentConfig<C extends Component> =
  C extends Component<string, infer Name, infer Schema> ? { type: Name } & v.InferOutput<Schema> : never;

/** What one may write for this component: `{ type, …options }`, options with a default being optional. */
export type ComponentInput<C extends Component> =
  C extends Component<string, infer Name, infer Schema> ? { type: Name } & v.InferInput<Schema> : never;

/**
 * Defines a component.
 *
 * @throws CraftError `component.schema` where the schema is not a strict object, or has an option `type`:
 * unknown options must be errors, and `type` is how a configuration names the component.
 */
export function defineComponent<
  const Kind extends string,
  const Name extends string,
  Schema extends OptionsSchema,
  Context,
  Instance,
>(
  component: Component<Kind, Name, Schema, Context, Instance>,
): Component<Kind, Name, Schema, Context, Instance> {
  const entries = optionEntries(component.schema);
  const title = `component ${component.kind} ${component.name}`;
  if (entries === undefined) {
    throw new CraftError(
      `${title}: expected a v.strictObject as schema but received v.${component.schema.type}`,
      {
        code: 'component.schema',
      },
    );
  }
  if (Object.hasOwn(entries, 'type')) {
    throw new CraftError(`${title}: expected a schema without "type", which names the component`, {
      code: 'component.schema',
    });
  }
  return component;
}

/** The options of a schema that is a strict object, by name. */
export function optionEntries(schema: v.GenericSchema<unknown, unknown>): v.ObjectEntries | undefined {
  return schema.type === 'strict_object' && 'entries' in schema
    ? (schema.entries as v.ObjectEntries)
    : undefined;
}
