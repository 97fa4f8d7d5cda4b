import type { Component, ComponentConfig } from './component.ts';
import { CraftError } from './craftError.ts';
import { didYouMean, nearestName } from './nearestName.ts';

type OfKind<C extends Component, Kind extends string> = Extract<C, { readonly kind: Kind }>;

/** What a component's `create` needs besides options; of several components, what all of them need together. */
export type ComponentContext<C extends Component> = (
  C extends { create(options: never, context: infer Context): unknown } ? (context: Context) => void : never
) extends (context: infer All) => void
  ? All
  : never;

/** What a component's `create` gives. */
export type ComponentInstance<C extends Component> = ReturnType<C['create']>;

/** A set of components. A value like any other: a program may have several. */
export interface Registry<C extends Component = Component> {
  readonly components: readonly C[];
  /** The kinds that have a component. */
  kinds(): C['kind'][];
  /** All of one kind, in the order in which they were given. */
  list<Kind extends C['kind']>(kind: Kind): OfKind<C, Kind>[];
  /** @throws CraftError `registry.unknown` */
  get<Kind extends C['kind']>(kind: Kind, name: string): OfKind<C, Kind>;
  /**
   * Makes the component that a checked configuration describes.
   *
   * @throws CraftError `registry.unknown`, and whatever the component's `create` throws.
   */
  create<Kind extends C['kind']>(
    kind: Kind,
    config: ComponentConfig<OfKind<C, Kind>>,
    context: ComponentContext<OfKind<C, Kind>>,
  ): ComponentInstance<OfKind<C, Kind>>;
}

/**
 * Gathers components.
 *
 * @throws CraftError `registry.duplicate` where two have the same kind and name.
 */
export function createRegistry<const Components extends readonly Component[]>(
  components: Components,
): Registry<Components[number]> {
  type C = Components[number];
  const byKind = new Map<string, Map<string, C>>();
  for (const component of components) {
    const ofKind = byKind.get(component.kind) ?? new Map<string, C>();
    if (ofKind.has(component.name)) {
      throw new CraftError(
        `registry: ${component.kind} ${component.name}: expected one component of this name but received two`,
        {
          code: 'registry.duplicate',
        },
      );
    }
    byKind.set(component.kind, ofKind.set(component.name, component));
  }

  const get = <Kind extends C['kind']>(kind: Kind, name: string): OfKind<C, Kind> => {
    const ofKind = byKind.get(kind);
    const found = ofKind?.get(name);
    if (found !== undefined) return found as OfKind<C, Kind>;
    const known = [...(ofKind?.keys() ?? [])];
    const suggestion = nearestName(name, known);
    const guess = didYouMean(suggestion);
    throw new CraftError(`registry: there is no ${kind} ${JSON.stringify(name)}${guess}`, {
      code: 'registry.unknown',
      hint:
        known.length === 0 ? `No component of kind ${kind} is registered.` : `Known: ${known.join(', ')}.`,
    });
  };

  return {
    components,
    kinds: () => [...byKind.keys()],
    list: <Kind extends C['kind']>(kind: Kind) =>
      [...(byKind.get(kind)?.values() ?? [])] as OfKind<C, Kind>[],
    get,
    create: (kind, config, context) =>
      get(kind, (config as { type: string }).type).create(config, context) as ComponentInstance<
        OfKind<C, typeof kind>
      >,
  };
}
