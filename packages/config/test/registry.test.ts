import * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { defineComponent } from '../src/component.ts';
import type { ComponentConfig } from '../src/component.ts';
import { createRegistry } from '../src/registry.ts';
import { bell, kitchenRegistry, roast, soup } from './kitchen.ts';

test('lists and finds components by kind and name', () => {
  expect(kitchenRegistry.kinds()).toEqual(['dish', 'helper']);
  expect(kitchenRegistry.list('dish')).toEqual([soup, roast]);
  expect(kitchenRegistry.get('helper', 'bell')).toBe(bell);
  expect(kitchenRegistry.components).toEqual([soup, roast, bell]);
});

test('makes what a checked configuration describes', () => {
  const config = { type: 'soup', litres: 2, saltGrams: 1, vegetables: [], thick: false } as const;
  const made = kitchenRegistry.create('dish', { ...config, vegetables: [] }, { cook: 'Ann', oven: 5 });
  expect(made).toBe("Ann's soup of 2 l");
  expectTypeOf(made).toEqualTypeOf<string | { heat: number }>();
});

test('types follow from the components', () => {
  expectTypeOf<ComponentConfig<typeof soup>>().toEqualTypeOf<
    { type: 'soup' } & { litres: number; saltGrams: number; vegetables: string[]; thick: boolean }
  >();
  expectTypeOf(kitchenRegistry.get('dish', 'soup')).toEqualTypeOf<typeof soup | typeof roast>();
  // @ts-expect-error there is no such kind
  expect(kitchenRegistry.list('drink')).toEqual([]);
});

test('several lists go together', () => {
  const own = [
    defineComponent({
      kind: 'dish',
      name: 'salad',
      description: 'Cold',
      schema: v.strictObject({}),
      create: () => 1,
    }),
  ];
  expect(
    createRegistry([...kitchenRegistry.components, ...own])
      .list('dish')
      .map(({ name }) => name),
  ).toEqual(['soup', 'roast', 'salad']);
});

test('errors say what was expected', () => {
  const component = (schema: v.GenericSchema<object, object>) => () =>
    defineComponent({ kind: 'dish', name: 'x', description: '', schema, create: () => 1 });
  expect(component(v.object({}))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: component dish x: expected a v.strictObject as schema but received v.object]`,
  );
  expect(component(v.strictObject({ type: v.string() }))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: component dish x: expected a schema without "type", which names the component]`,
  );
  expect(() => createRegistry([soup, soup])).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: registry: dish soup: expected one component of this name but received two]`,
  );
  expect(() => kitchenRegistry.get('dish', 'suop')).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: registry: there is no dish "suop"; did you mean "soup"?]`,
  );
});
