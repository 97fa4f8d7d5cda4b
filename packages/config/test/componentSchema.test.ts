import * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { componentSchema } from '../src/componentSchema.ts';
import { kitchenRegistry } from './kitchen.ts';

const schema = componentSchema(kitchenRegistry, 'dish');

test('checks the options of the component that type names and fills in its defaults', () => {
  expect(v.parse(schema, { type: 'soup', litres: 2 })).toEqual({
    type: 'soup',
    litres: 2,
    saltGrams: 2,
    vegetables: [],
    thick: false,
  });
  expect(v.parse(schema, { type: 'roast', kilograms: 1 })).toEqual({
    type: 'roast',
    kilograms: 1,
    ovenCelsius: 180,
    servings: 4,
  });
});

test('is strict, and keeps the checks across options', () => {
  expect(v.is(schema, { type: 'soup', litres: 2, ovenCelsius: 3 })).toBe(false);
  expect(v.is(schema, { type: 'pie' })).toBe(false);
  expect(v.is(schema, { litres: 2 })).toBe(false);
  expect(v.is(schema, { type: 'roast', kilograms: 0.1 })).toBe(false);
});

test('has the type of what it gives', () => {
  expectTypeOf<v.InferOutput<typeof schema>>().toEqualTypeOf<
    | ({ type: 'soup' } & { litres: number; saltGrams: number; vegetables: string[]; thick: boolean })
    | ({ type: 'roast' } & { kilograms: number; ovenCelsius: number; servings: number })
  >();
  expectTypeOf<Extract<v.InferInput<typeof schema>, { type: 'roast' }>['servings']>().toEqualTypeOf<
    number | undefined
  >();
});

test('a kind without components is an error', () => {
  // @ts-expect-error there is no such kind
  expect(() => componentSchema(kitchenRegistry, 'drink')).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: componentSchema: there is no component of kind "drink"]`,
  );
});
