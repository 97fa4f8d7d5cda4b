import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explain, formatExplanation } from '../src/explain.ts';
import { originsToJson } from '../src/provenance.ts';
import { cook, messageOf } from './kitchen.ts';

test('every leaf says where it came from and what it overrode', async () => {
  const composed = await cook([
    'feast',
    'dish.litres=5',
    'dish.litres=6',
    '~dish.vegetables',
    '+helpers.tea.type=bell',
    'table.recipe=r.txt',
  ]);
  const cwd = join(composed.folder, 'home');
  const text = formatExplanation(explain(composed, '', cwd), cwd);
  expect(text.replaceAll(composed.folder, '<folder>')).toMatchInlineSnapshot(`
    "dish.type = "soup"
      ../shipped/dish/tomato.yaml:2:7
    dish.litres = 6
      argument 3: dish.litres=6
      over 5: argument 2: dish.litres=5
      over 8: ../shipped/experiment/feast.yaml:6:11
      over 1: ../shipped/experiment/lunch.yaml:6:11
      over 2: ../shipped/dish/tomato.yaml:3:9
    dish.saltGrams = 2
      default of dish soup
    dish.vegetables = []
      default of dish soup
      after a removal: argument 4: ~dish.vegetables
      over ["tomato","onion"]: ../shipped/dish/tomato.yaml:4:13
    dish.thick = false
      default of dish soup
    table.seats = 12
      ../shipped/table/long.yaml:1:8
      over 2: ../shipped/experiment/lunch.yaml:8:10
    table.cloth = "linen"
      ../shipped/table/long.yaml:2:8
    table.recipe = "<folder>/home/r.txt"
      argument 6: table.recipe=r.txt
    helpers.dinner.type = "bell"
      ../shipped/helpers/usual.yaml:2:9
    helpers.dinner.every = "30min"
      ../shipped/helpers/usual.yaml:3:10
    helpers.dinner.tone = "ding"
      default of helper bell
    helpers.tea.type = "bell"
      argument 5: +helpers.tea.type=bell
    helpers.tea.every = "10min"
      default of helper bell
    helpers.tea.tone = "ding"
      default of helper bell
    light = "auto"
      default of the configuration
    outputs = "<folder>/home/outputs"
      default of the configuration
    name = null
      default of the configuration"
  `);
});

test('explains one value, a section, and what a switch dropped', async () => {
  const composed = await cook(['lunch', 'dish.type=roast', 'dish.kilograms=1']);
  const cwd = join(composed.folder, 'home');
  expect(formatExplanation(explain(composed, 'table.seats', cwd), cwd)).toMatchInlineSnapshot(`
    "table.seats = 2
      ../shipped/experiment/lunch.yaml:8:10"
  `);
  expect(formatExplanation(explain(composed, 'dish', cwd), cwd)).toMatchInlineSnapshot(`
    "dish.type = "roast"
      argument 2: dish.type=roast
      over "soup": ../shipped/dish/tomato.yaml:2:7
    dish.kilograms = 1
      argument 3: dish.kilograms=1
    dish.ovenCelsius = 180
      default of dish roast
    dish.servings = 4
      default of dish roast
    dish=tomato, chosen by ../shipped/experiment/lunch.yaml:3:9"
  `);
  expect(explain(composed, 'table.seats')).toMatchObject({
    path: 'table.seats',
    leaves: [{ path: 'table.seats', value: 2 }],
    choice: undefined,
  });
});

test('a choice that replaces a section leaves the trace of what it replaced', async () => {
  const composed = await cook(['lunch', 'dish=tomato']);
  const cwd = join(composed.folder, 'home');
  expect(formatExplanation(explain(composed, 'dish.litres', cwd), cwd)).toMatchInlineSnapshot(`
    "dish.litres = 2
      ../shipped/dish/tomato.yaml:3:9
      over 1: ../shipped/experiment/lunch.yaml:6:11
    dish=tomato, chosen by argument 2: dish=tomato"
  `);
});

test('an unknown path is an error with the nearest one', async () => {
  const composed = await cook(['lunch']);
  const message = (path: string): Promise<string> =>
    messageOf(Promise.resolve().then(() => explain(composed, path)));
  expect([await message('table.seat'), await message('litres'), await message('nonsense')].join('\n\n\n'))
    .toMatchInlineSnapshot(`
    "1 problem in the configuration:

    table.seat: the configuration has no such key; did you mean "table.seats"? [config.unknown-key]
      sections: dish, table, helpers, light, outputs, name


    1 problem in the configuration:

    litres: the configuration has no such key; did you mean "dish.litres"? [config.unknown-key]
      sections: dish, table, helpers, light, outputs, name


    1 problem in the configuration:

    nonsense: the configuration has no such key [config.unknown-key]
      sections: dish, table, helpers, light, outputs, name"
  `);
});

test('origins are plain JSON', async () => {
  const composed = await cook(['lunch', 'dish.litres=5', '~dish.vegetables']);
  const json = originsToJson(composed.origins, { relativeTo: composed.folder });
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(Object.keys(json)).toEqual([...composed.origins.keys()]);
  expect({
    litres: json['dish.litres'],
    vegetables: json['dish.vegetables'],
    light: json['light'],
  }).toMatchInlineSnapshot(`
    {
      "light": {
        "origin": {
          "default": "the configuration",
        },
        "value": "auto",
      },
      "litres": {
        "origin": {
          "argument": 2,
          "text": "dish.litres=5",
        },
        "overrode": [
          {
            "origin": {
              "column": 11,
              "file": "shipped/experiment/lunch.yaml",
              "line": 6,
            },
            "value": 1,
          },
          {
            "origin": {
              "column": 9,
              "file": "shipped/dish/tomato.yaml",
              "line": 3,
            },
            "value": 2,
          },
        ],
        "value": 5,
      },
      "vegetables": {
        "origin": {
          "default": "dish soup",
        },
        "overrode": [
          {
            "origin": {
              "column": 13,
              "file": "shipped/dish/tomato.yaml",
              "line": 4,
            },
            "value": [
              "tomato",
              "onion",
            ],
          },
        ],
        "removedBy": {
          "argument": 3,
          "text": "~dish.vegetables",
        },
        "value": [],
      },
    }
  `);
  const file = (originsToJson(composed.origins)['table.seats'] ?? { origin: {} }).origin;
  expect(file).toEqual({ file: join(composed.folder, 'shipped/experiment/lunch.yaml'), line: 8, column: 10 });
});
