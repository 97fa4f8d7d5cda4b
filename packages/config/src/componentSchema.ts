import * as v from 'valibot';
import type { Component, ComponentConfig, ComponentInput } from './component.ts';
import { optionEntries } from './component.ts';
import { CraftError } from './craftError.ts';
import type { Registry } from './registry.ts';

/** What `componentSchema` leaves in a schema's metadata, for messages and origins. */
export interface ComponentMetadata {
  readonly kind: string;
  readonly components: readonly Component[];
}

const key = 'craft.component';

/**
 * A schema for `{ type, …options }`, where `type` names a registered component of `kind` and the options are
 * checked against that component's schema: strictly, with its defaults.
 *
 * @throws CraftError `registry.unknown-kind` where the registry has none of this kind.
 */
export function componentSchema<C extends Component, Kind extends C['kind']>(
  registry: Registry<C>,
  kind: Kind,
): v.GenericSchema<
  ComponentInput<Extract<C, { readonly kind: Kind }>>,
  ComponentConfig<Extract<C, { readonly kind: Kind }>>
> {
  const components: Component[] = registry.list(kind);
  if (components.length === 0) {
    throw new CraftError(`componentSchema: there is no component of kind ${JSON.stringify(kind)}`, {
      code: 'registry.unknown-kind',
      hint: `Kinds in this registry: ${registry.kinds().join(', ') || 'none'}.`,
    });
  }
  const metadata: ComponentMetadata = { kind, components };
  const schema = v.pipe(v.variant('type', components.map(withType)), v.metadata({ [key]: metadata }));
  // The types follow from the components' own schemas, which valibot cannot see through `map`.
  return schema as unknown as ReturnType<typeof componentSchema<C, Kind>>;
}

/** The component's options and `type`, with the checks that the component's schema pipes. */
function withType(
  component: Component,
): v.StrictObjectSchema<{ type: v.LiteralSchema<string, undefined> }, undefined> {
  const object = v.strictObject({
    type: v.literal(component.name),
    ...optionEntries(component.schema),
  });
  if (!('pipe' in component.schema)) return object;
  const [, ...checks] = component.schema.pipe as [
    unknown,
    ...v.PipeItem<object, object, v.BaseIssue<unknown>>[],
  ];
  // `v.pipe` takes its items one by one; the checks read options only, which are all still there.
  return Reflect.apply(v.pipe, undefined, [object, ...checks]) as typeof object;
}

/** What `componentSchema` knows about a schema that it made, also inside optional, nullable and pipe. */
export function componentMetadata(schema: v.GenericSchema<unknown, unknown>): ComponentMetadata | undefined {
  return v.getMetadata(schema)[key] as ComponentMetadata | undefined;
}
