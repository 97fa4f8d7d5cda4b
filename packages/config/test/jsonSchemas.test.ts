import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemas } from '../src/jsonSchemas.ts';
import { kitchenSchema, shippedFiles } from './kitchen.ts';

const schemas = await jsonSchemas(kitchenSchema);

/** Whether an editor that goes by the schema finds nothing wrong with a file. */
function accepts(name: string, yaml: string): boolean {
  return new Ajv().validate(schemas[name] ?? false, parse(yaml)) === true;
}

test('one for each group, for experiments and for the project', () => {
  expect(Object.keys(schemas)).toEqual(['dish', 'table', 'helpers', 'experiment', 'craft.config']);
  expect(schemas['table']).toMatchInlineSnapshot(`
    {
      "$schema": "http://json-schema.org/draft-07/schema#",
      "additionalProperties": false,
      "default": {},
      "patternProperties": {
        "^~.": {
          "description": "Takes the key away",
          "type": "null",
        },
      },
      "properties": {
        "cloth": {
          "anyOf": [
            {
              "enum": [
                "linen",
                "cotton",
              ],
              "type": "string",
            },
            {
              "pattern": "\\$\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
          "default": null,
        },
        "description": {
          "description": "One line about this file, for lists",
          "type": "string",
        },
        "extends": {
          "anyOf": [
            {
              "type": "string",
            },
            {
              "items": {
                "type": "string",
              },
              "type": "array",
            },
          ],
          "description": "The file of this folder that this one changes, or a list of them",
        },
        "recipe": {
          "anyOf": [
            {
              "minLength": 1,
              "type": "string",
            },
            {
              "pattern": "\\$\\{",
              "type": "string",
            },
            {
              "type": "null",
            },
          ],
          "default": null,
        },
        "seats": {
          "anyOf": [
            {
              "minimum": 1,
              "type": "integer",
            },
            {
              "pattern": "\\$\\{",
              "type": "string",
            },
          ],
          "default": 4,
        },
      },
      "type": "object",
    }
  `);
});

test('they accept what composes', () => {
  for (const [path, yaml] of Object.entries(shippedFiles)) {
    const [, group = ''] = path.split('/');
    expect({ path, fits: accepts(group, yaml) }).toEqual({ path, fits: true });
  }
  expect(
    accepts(
      'experiment',
      'extends: [lunch, feast]\n"~light":\ntable: { seats: "${dish.litres}", "~cloth": }\n',
    ),
  ).toBe(true);
  expect(accepts('experiment', 'dish: { saltGrams: 3 }')).toBe(true);
  expect(
    accepts(
      'craft.config',
      'configs: [a, b]\nplugins: [./x.ts]\ndefaults: { use: { dish: beef }, light: lamp }',
    ),
  ).toBe(true);
});

test.each([
  ['experiment', 'tabel: { seats: 3 }'],
  ['experiment', 'table: { seats: many }'],
  ['experiment', 'table: { seats: 0 }'],
  ['experiment', 'table: { seats: 2.5 }'],
  ['experiment', 'dish: { type: soup, ovenCelsius: 200 }'],
  ['experiment', 'dish: { type: stew }'],
  ['experiment', 'dish: [soup]'],
  ['experiment', 'light: torch'],
  ['experiment', 'use: { tables: long }'],
  ['experiment', 'helpers: { tea: { type: bell, tune: la } }'],
  ['experiment', '"~light": lamp'],
  ['dish', 'type: soup\nlitres: 200'],
  ['dish', 'extends: { a: b }'],
  ['craft.config', 'plugin: [./x.ts]'],
  ['craft.config', 'defaults: { lights: lamp }'],
])('%s refuses %s', (name, yaml) => {
  expect(accepts(name, yaml)).toBe(false);
});
