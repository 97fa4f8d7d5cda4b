import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { compose } from '../src/compose.ts';
import { ConfigError } from '../src/configError.ts';
import { cook, cookIn, kitchenFolder, messageOf } from './kitchen.ts';

/** The message for these words in a kitchen with these files besides. */
async function refuse(words: string[], files: Record<string, string | Uint8Array> = {}): Promise<string> {
  return messageOf(cook(words, { files }));
}

test('an experiment that does not exist', async () => {
  expect(await refuse(['lunhc'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "lunhc"; did you mean "lunch"? [config.unknown-experiment]
      argument 1: lunhc
                  ^^^^^
      experiments:
        feast  For many guests
        lunch  A quick lunch"
  `);
  expect(await refuse(['lunch.yaml'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "lunch.yaml"; did you mean "lunch"? [config.unknown-experiment]
      argument 1: lunch.yaml
                  ^^^^^^^^^^
      experiments:
        feast  For many guests
        lunch  A quick lunch"
  `);
  expect(await refuse(['experiment=../shipped/experiment/lunch'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "../shipped/experiment/lunch" [config.unknown-experiment]
      argument 1: experiment=../shipped/experiment/lunch
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      experiments:
        feast  For many guests
        lunch  A quick lunch"
  `);
});

test('an experiment that does not exist where there are none', async () => {
  const compositions = compose({ schema: v.strictObject({}), experiments: ['lunch'], cwd: '/' });
  expect(await messageOf(compositions)).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "lunch" [config.unknown-experiment]
      argument 1: lunch
                  ^^^^^
      No config folder has a file in experiment/."
  `);
});

test('a default experiment that does not exist says that nobody typed it', async () => {
  expect(await messageOf(cook([], { defaultExperiment: 'brunch' }))).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "brunch" [config.unknown-experiment]
      default experiment: brunch
                          ^^^^^^
      experiments:
        feast  For many guests
        lunch  A quick lunch"
  `);
  expect(await messageOf(cook([], { files: { 'home/craft.config.yaml': 'experiment: luhch' } })))
    .toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "luhch"; did you mean "lunch"? [config.unknown-experiment]
      craft.config.yaml:1:13
        1 | experiment: luhch
          |             ^^^^^
      experiments:
        feast  For many guests
        lunch  A quick lunch"
  `);
});

test('a group option that does not exist, on the command line and in a file', async () => {
  expect(await refuse(['dish=tomatoe'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish: there is no "tomatoe" to choose; did you mean "tomato"? [config.unknown-option]
      argument 1: dish=tomatoe
                       ^^^^^^^
      to choose for dish:
        beef
        thick-tomato  The same, with flour
        tomato        Tomato soup for four"
  `);
  expect(
    await refuse(['wrong'], {
      'shipped/experiment/wrong.yaml': 'use:\n  dish: tomata\n  tables: long\n  experiment: lunch\n',
    }),
  ).toMatchInlineSnapshot(`
    "3 problems in the configuration:

    dish: there is no "tomata" to choose; did you mean "tomato"? [config.unknown-option]
      ../shipped/experiment/wrong.yaml:2:9
        2 |   dish: tomata
          |         ^^^^^^
      to choose for dish:
        beef
        thick-tomato  The same, with flour
        tomato        Tomato soup for four

    tables: there are no files to choose for it; did you mean "table"? [config.unknown-group]
      ../shipped/experiment/wrong.yaml:3:11
        3 |   tables: long
          |           ^^^^
      groups: dish, helpers, table

    use.experiment: an experiment does not choose another: expected a group [config.unknown-group]
      ../shipped/experiment/wrong.yaml:4:15
        4 |   experiment: lunch
          |               ^^^^^
      Write extends: lunch to go on from it."
  `);
});

test('a section without files to choose from', async () => {
  const schema = v.strictObject({ table: v.optional(v.strictObject({ seats: v.number() })) });
  expect(await messageOf(compose({ schema, overrides: ['table=long'], cwd: '/' }))).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    table: there are no files to choose for it [config.unknown-group]
      argument 1: table=long
                        ^^^^"
  `);
});

test('misspelt keys, in arguments and files, all at once', async () => {
  expect(
    await refuse(
      [
        'wrong',
        'dihs.litres=3',
        'seats=4',
        'dish.saltgrams=1',
        'dish.oven=2',
        'dish.ovenCelsius=200',
        'zzz=1',
      ],
      {
        'shipped/experiment/wrong.yaml':
          'extends: lunch\ntable:\n  seat: 3\n  cloth: linen\n  colour: red\nhelpers:\n  dinner: { evry: 5min }\n',
      },
    ),
  ).toMatchInlineSnapshot(`
    "9 problems in the configuration:

    table.seat: unknown key; did you mean "seats"? [config.unknown-key]
      ../shipped/experiment/wrong.yaml:3:3
        3 |   seat: 3
          |   ^^^^
      keys: seats, cloth, recipe

    table.colour: unknown key [config.unknown-key]
      ../shipped/experiment/wrong.yaml:5:3
        5 |   colour: red
          |   ^^^^^^
      keys: seats, cloth, recipe

    helpers.dinner.evry: unknown option of helper bell; did you mean "every"? [config.unknown-key]
      ../shipped/experiment/wrong.yaml:7:13
        7 |   dinner: { evry: 5min }
          |             ^^^^
      options: type, every, tone

    dihs: unknown key; did you mean "dish"? [config.unknown-key]
      argument 2: dihs.litres=3
                  ^^^^
      keys: dish, table, helpers, light, outputs, name

    seats: unknown key; did you mean "table.seats"? [config.unknown-key]
      argument 3: seats=4
                  ^^^^^
      keys: dish, table, helpers, light, outputs, name

    dish.saltgrams: unknown option of dish soup; did you mean "saltGrams"? [config.unknown-key]
      argument 4: dish.saltgrams=1
                       ^^^^^^^^^
      options: type, litres, saltGrams, vegetables, thick

    dish.oven: unknown option of dish soup; did you mean "ovenCelsius"? [config.unknown-key]
      argument 5: dish.oven=2
                       ^^^^
      options: type, litres, saltGrams, vegetables, thick
      ovenCelsius is an option of dish roast: dish.type=roast switches to it.

    dish.ovenCelsius: unknown option of dish soup [config.unknown-key]
      argument 6: dish.ovenCelsius=200
                       ^^^^^^^^^^^
      options: type, litres, saltGrams, vegetables, thick
      It is an option of dish roast: dish.type=roast switches to it.

    zzz: unknown key [config.unknown-key]
      argument 7: zzz=1
                  ^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
});

test('wrong types and values, all at once', async () => {
  expect(
    await refuse([
      'lunch',
      'dish.litres=many',
      'dish.saltGrams="3"',
      'dish.thick=yes',
      'dish.vegetables=leek',
      'table.seats=2.5',
      'table.cloth=lined',
      'light=cadnle',
      'name=2024',
      'helpers.dinner.every=500',
    ]),
  ).toMatchInlineSnapshot(`
    "9 problems in the configuration:

    dish.litres: expected a number but received "many" [config.wrong-type]
      argument 2: dish.litres=many
                              ^^^^

    dish.saltGrams: expected a number but received "3" [config.wrong-type]
      argument 3: dish.saltGrams="3"
                                 ^^^
      Write the number without quotes.

    dish.thick: expected true or false but received "yes" [config.wrong-type]
      argument 4: dish.thick=yes
                             ^^^
      Write true: in YAML 1.2, yes is text.

    dish.vegetables: expected a list but received "leek" [config.wrong-type]
      argument 5: dish.vegetables=leek
                                  ^^^^

    table.seats: expected a whole number but received 2.5 [config.invalid-value]
      argument 6: table.seats=2.5
                              ^^^

    table.cloth: expected "linen", "cotton" or null but received "lined"; did you mean "linen"? [config.unknown-value]
      argument 7: table.cloth=lined
                              ^^^^^

    light: expected "auto", "lamp" or "candle" but received "cadnle"; did you mean "candle"? [config.unknown-value]
      argument 8: light=cadnle
                        ^^^^^^

    name: expected text or null but received 2024 [config.wrong-type]
      argument 9: name=2024
                       ^^^^
      To give it as text, write 'name="2024"'.

    helpers.dinner.every: expected a duration such as "10min" or "1000step" but received 500 [config.wrong-type]
      argument 10: helpers.dinner.every=500
                                        ^^^"
  `);
  expect(
    await refuse([
      'lunch',
      'dish.litres=99',
      'table.seats=-1.5',
      'table=[1]',
      'helpers.dinner=bell',
      'table.recipe=',
      'outputs=""',
    ]),
  ).toMatchInlineSnapshot(`
    "3 problems in the configuration:

    dish.litres: expected at most 10 but received 99 [config.invalid-value]
      argument 2: dish.litres=99
                              ^^

    helpers.dinner: expected a map with the type of a helper but received "bell" [config.wrong-type]
      argument 5: helpers.dinner=bell
                                 ^^^^
      Write helpers.dinner.type=bell for the helper of this name.

    outputs: expected the path of a file or folder but received an empty text [config.invalid-value]
      argument 7: outputs=""
                          ^^"
  `);
});

test('wrong values in a file', async () => {
  expect(
    await refuse(['wrong'], {
      'shipped/experiment/wrong.yaml':
        'extends: lunch\ndish:\n  litres:\n    a: 1\n  vegetables: [leek, 3]\ntable: 4\nlight: [lamp]\nhelpers:\n  - bell\nname: |\n  fine\n',
    }),
  ).toMatchInlineSnapshot(`
    "5 problems in the configuration:

    dish.litres: expected a number but received a map [config.wrong-type]
      ../shipped/experiment/wrong.yaml:3:3
        3 |   litres:
          |   ^^^^^^

    dish.vegetables[1]: expected text but received 3 [config.wrong-type]
      ../shipped/experiment/wrong.yaml:5:22
        5 |   vegetables: [leek, 3]
          |                      ^
      To give it as text, write "3".

    table: expected a map but received 4 [config.wrong-type]
      ../shipped/experiment/wrong.yaml:6:8
        6 | table: 4
          |        ^

    light: expected "auto", "lamp" or "candle" but received a list [config.unknown-value]
      ../shipped/experiment/wrong.yaml:7:8
        7 | light: [lamp]
          |        ^^^^^^

    helpers: expected a map but received a list [config.wrong-type]
      ../shipped/experiment/wrong.yaml:9:3
        9 |   - bell
          |   ^^^^^^"
  `);
});

test('a component that is unknown, has no type, or a type of the wrong type', async () => {
  expect(await refuse(['lunch', 'dish.type=suop'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish.type: expected the name of a dish but received "suop"; did you mean "soup"? [config.unknown-component]
      argument 2: dish.type=suop
                            ^^^^
      known for dish:
        soup   Something hot in a bowl
        roast  Something from the oven"
  `);
  expect(await refuse(['dish={litres: 3}', '+helpers.tea.every=5min'])).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    dish.type: missing: expected the name of a dish [config.missing-key]
      argument 1: dish={litres: 3}
                  ^^^^
      known for dish:
        soup   Something hot in a bowl
        roast  Something from the oven

    helpers.tea.type: missing: expected the name of a helper [config.missing-key]
      argument 2: +helpers.tea.every=5min
                           ^^^
      known for helper:
        bell  Rings every so often"
  `);
  expect(await refuse(['dish={type: [soup]}'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish.type: expected the name of a dish but received a list [config.unknown-component]
      argument 1: dish={type: [soup]}
                              ^^^^^^
      known for dish:
        soup   Something hot in a bowl
        roast  Something from the oven"
  `);
  expect(
    await refuse(['wrong'], {
      'shipped/experiment/wrong.yaml': 'extends: lunch\nhelpers:\n  diner:\n    every: 5min\n',
    }),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    helpers.diner.type: missing: expected the name of a helper; did you mean "helpers.dinner"? [config.missing-key]
      ../shipped/experiment/wrong.yaml:3:3
        3 |   diner:
          |   ^^^^^
      known for helper:
        bell  Rings every so often"
  `);
});

test('an impossible combination', async () => {
  expect(await refuse(['dish=beef', 'dish.servings=100'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish: expected at least 0.1 kilograms for each of the servings [config.invalid-value]
      ../shipped/dish/beef.yaml:1:1
        1 | type: roast
          | ^^^^^^^^^^^"
  `);
});

test('a required value or section that nobody gives', async () => {
  expect(await refuse([])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish: missing: expected a dish [config.missing-key]
      to choose for dish:
        beef
        thick-tomato  The same, with flour
        tomato        Tomato soup for four
      Choose one with dish=beef."
  `);
  expect(await refuse(['lunch', '~dish.litres'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish.litres: missing: expected a number [config.missing-key]
      ../shipped/dish/tomato.yaml:2:7
        2 | type: soup
          |       ^^^^
      Give it with dish.litres=…"
  `);
});

test('a new entry without +, and + without a new entry', async () => {
  expect(
    await refuse([
      'lunch',
      'helpers.diner.every=5min',
      'helpers.tea.type=bell',
      '+table.seats=3',
      '+tabel.seats=3',
    ]),
  ).toMatchInlineSnapshot(`
    "4 problems in the configuration:

    helpers.diner: there is no such entry; did you mean "helpers.dinner"? [config.no-such-entry]
      argument 2: helpers.diner.every=5min
                          ^^^^^
      entries: dinner
      To add an entry, write +helpers.diner.every=…

    helpers.tea: there is no such entry [config.no-such-entry]
      argument 3: helpers.tea.type=bell
                          ^^^
      entries: dinner
      To add an entry, write +helpers.tea.type=…

    table.seats: expected a new entry of an open map after +, but this key is known [config.needless-plus]
      argument 4: +table.seats=3
                  ^^^^^^^^^^^^^^
      Write it without the +: table.seats=…

    tabel: unknown key; did you mean "table"? [config.unknown-key]
      argument 5: +tabel.seats=3
                   ^^^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
});

test('removing what is not there', async () => {
  expect(await refuse(['lunch', '~dish.vegtables', '~tables', '~helpers.tea'])).toMatchInlineSnapshot(`
    "3 problems in the configuration:

    dish.vegtables: nothing to remove: expected a key that is set; did you mean "vegetables"? [config.nothing-to-remove]
      argument 2: ~dish.vegtables
                  ^^^^^^^^^^^^^^^
      set here: type, litres, vegetables

    tables: nothing to remove: expected a key that is set; did you mean "table"? [config.nothing-to-remove]
      argument 3: ~tables
                  ^^^^^^^
      set here: dish, helpers, table

    helpers.tea: nothing to remove: expected a key that is set [config.nothing-to-remove]
      argument 4: ~helpers.tea
                  ^^^^^^^^^^^^
      set here: dinner"
  `);
});

test('arguments that cannot be read', async () => {
  expect(
    await refuse([
      'lunch',
      'a..b=1',
      '~table.seats=3',
      '=4',
      'dish.vegetables=[leek',
      'dish.vegetables[0]=leek',
    ]),
  ).toMatchInlineSnapshot(`
    "5 problems in the configuration:

    "a..b=1": a key is empty [config.bad-override]
      argument 2: a..b=1
                    ^

    "~table.seats=3": a removal takes no value [config.bad-override]
      argument 3: ~table.seats=3
                              ^^
      Write ~table.seats.

    "=4": a key is empty [config.bad-override]
      argument 4: =4
                  ^

    dish.vegetables: YAML syntax: Flow sequence must end with a ] [config.yaml-syntax]
      argument 5: dish.vegetables=[leek
                                       ^

    "dish.vegetables[0]=leek": a list is replaced as a whole, one item of it cannot be set [config.bad-override]
      argument 6: dish.vegetables[0]=leek
                       ^^^^^^^^^^^^^"
  `);
});

test('YAML that cannot be read: every file is one problem, and arguments are still checked', async () => {
  expect(
    await refuse(['lunch', 'broken', 'tabel.seats=3'], {
      'shipped/experiment/broken.yaml': 'table:\n  seats: 3\n cloth: linen\n',
      'shipped/helpers/usual.yaml': 'dinner: { type: bell, type: bell }\n',
    }),
  ).toMatchInlineSnapshot(`
    "3 problems in the configuration:

    YAML syntax: All mapping items must start at the same column [config.yaml-syntax]
      ../shipped/experiment/broken.yaml:3:1
        3 |  cloth: linen
          | ^

    the key type is written twice in the same map: expected it once [config.duplicate-key]
      ../shipped/helpers/usual.yaml:1:23
        1 | dinner: { type: bell, type: bell }
          |                       ^^^^

    tabel: unknown key; did you mean "table"? [config.unknown-key]
      argument 3: tabel.seats=3
                  ^^^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
});

test('files that are empty, comments only, a list, a value, no text, too large, or a folder', async () => {
  const folder = kitchenFolder({
    'shipped/experiment/empty.yaml': '',
    'shipped/experiment/comments.yaml': '# nothing yet\n',
    'shipped/experiment/list.yaml': '- a\n- b\n',
    'shipped/experiment/value.yaml': 'lunch\n',
    'shipped/experiment/bytes.yaml': new Uint8Array([0x6e, 0xff, 0xfe, 0x3a]),
    'shipped/experiment/large.yaml': Buffer.alloc(50 * 2 ** 20, 'a'),
    'shipped/experiment/folder.yaml/': '',
  });
  const started = performance.now();
  const words = ['lunch', 'empty', 'comments', 'list', 'value', 'bytes', 'large', 'folder'];
  expect(await messageOf(cookIn(folder, words))).toMatchInlineSnapshot(`
    "7 problems in the configuration:

    the file is not text: expected UTF-8 [config.unreadable-file]
      ../shipped/experiment/bytes.yaml

    expected a map of keys and values but received an empty file [config.empty-file]
      ../shipped/experiment/comments.yaml

    expected a map of keys and values but received an empty file [config.empty-file]
      ../shipped/experiment/empty.yaml

    the file cannot be read (EISDIR) [config.unreadable-file]
      ../shipped/experiment/folder.yaml

    the file is too large: expected at most 256 KiB but received 51200 KiB [config.file-too-large]
      ../shipped/experiment/large.yaml
      A configuration is small; data belongs into a file of its own that the configuration names.

    expected a map of keys and values but received a list [config.not-a-map]
      ../shipped/experiment/list.yaml:1:1
        1 | - a
          | ^^^

    expected a map of keys and values but received a single value [config.not-a-map]
      ../shipped/experiment/value.yaml:1:1
        1 | lunch
          | ^^^^^"
  `);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('the words of a file used wrongly', async () => {
  expect(
    await refuse(['wrong', 'dish=wrong'], {
      'shipped/experiment/wrong.yaml': 'description: [a]\nextends: { a: 1 }\nuse: [tomato]\n',
      'shipped/dish/wrong.yaml': 'extends: [tomato, null]\nuse: { table: long }\ntype: soup\n',
    }),
  ).toMatchInlineSnapshot(`
    "4 problems in the configuration:

    extends: expected the name of a file of this folder, or a list of names [config.wrong-type]
      ../shipped/dish/wrong.yaml:1:10
        1 | extends: [tomato, null]
          |          ^^^^^^^^^^^^^^

    description: expected a line of text [config.wrong-type]
      ../shipped/experiment/wrong.yaml:1:14
        1 | description: [a]
          |              ^^^

    extends: expected the name of a file of this folder, or a list of names [config.wrong-type]
      ../shipped/experiment/wrong.yaml:2:10
        2 | extends: { a: 1 }
          |          ^^^^^^^^

    use: expected a map from groups to names, such as { model: small } [config.wrong-type]
      ../shipped/experiment/wrong.yaml:3:6
        3 | use: [tomato]
          |      ^^^^^^^^"
  `);
  expect(
    await refuse(['wrong'], { 'shipped/experiment/wrong.yaml': 'use:\n  dish: [tomato]\n  table: null\n' }),
  ).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    use.dish: expected the name of a file in dish/ [config.wrong-type]
      ../shipped/experiment/wrong.yaml:2:9
        2 |   dish: [tomato]
          |         ^^^^^^^^

    use.table: expected the name of a file in table/ [config.wrong-type]
      ../shipped/experiment/wrong.yaml:3:10
        3 |   table: null
          |          ^^^^"
  `);
  expect(
    await refuse(['dish=wrong'], { 'shipped/dish/wrong.yaml': 'extends: tomato\nuse: { table: long }\n' }),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish.use: unknown option of dish soup [config.unknown-key]
      ../shipped/dish/wrong.yaml:2:1
        2 | use: { table: long }
          | ^^^
      options: type, litres, saltGrams, vegetables, thick"
  `);
});

test('extending what does not exist, oneself, or in a circle', async () => {
  expect(await refuse(['wrong'], { 'shipped/experiment/wrong.yaml': 'extends: [lunch, lumch]\n' }))
    .toMatchInlineSnapshot(`
    "1 problem in the configuration:

    there is no experiment "lumch"; did you mean "lunch"? [config.unknown-experiment]
      ../shipped/experiment/wrong.yaml:1:18
        1 | extends: [lunch, lumch]
          |                  ^^^^^
      experiments:
        feast  For many guests
        lunch  A quick lunch
        wrong"
  `);
  expect(await refuse(['dish=self'], { 'shipped/dish/self.yaml': 'extends: self\n' })).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish: there is no "self" to choose [config.unknown-option]
      ../shipped/dish/self.yaml:1:10
        1 | extends: self
          |          ^^^^
      to choose for dish:
        beef
        self
        thick-tomato  The same, with flour
        tomato        Tomato soup for four
      A file that extends its own name goes on from one that it hides: there is none in a later folder."
  `);
  expect(
    await refuse(['a'], {
      'shipped/experiment/a.yaml': 'extends: b\n',
      'shipped/experiment/b.yaml': 'extends: c\n',
      'shipped/experiment/c.yaml': 'extends: b\n',
    }),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    experiment: the files extend each other in a circle: b → c → b [config.extends-cycle]
      ../shipped/experiment/c.yaml:1:10
        1 | extends: b
          |          ^"
  `);
});

test('extends that multiply', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, level) => [
      `shipped/experiment/x${level}.yaml`,
      level === 0 ? 'name: x\n' : `extends: [x${level - 1}, x${level - 1}]\n`,
    ]),
  );
  const started = performance.now();
  expect(await refuse(['x29'], files)).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    experiment: expected at most 100 files by way of extends [config.too-many-files]
      ../shipped/experiment/x3.yaml:1:15
        1 | extends: [x2, x2]
          |               ^^"
  `);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('a base that is missing, empty, or not complete', async () => {
  const folder = kitchenFolder({
    'home/empty.yaml': '',
    'home/part.yaml': 'table: { seats: 3, seets: 4 }\n',
    'home/circle/': '',
  });
  const base = (file: string) => messageOf(cookIn(folder, ['tabel.seats=3'], { base: { file } }));
  expect(await base('missing.yaml')).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    there is no such file [config.unreadable-file]
      missing.yaml

    tabel: unknown key; did you mean "table"? [config.unknown-key]
      argument 1: tabel.seats=3
                  ^^^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
  expect(await base('empty.yaml')).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    expected a map of keys and values but received an empty file [config.empty-file]
      empty.yaml

    tabel: unknown key; did you mean "table"? [config.unknown-key]
      argument 1: tabel.seats=3
                  ^^^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
  expect(await base('part.yaml')).toMatchInlineSnapshot(`
    "3 problems in the configuration:

    table.seets: unknown key; did you mean "seats"? [config.unknown-key]
      part.yaml:1:20
        1 | table: { seats: 3, seets: 4 }
          |                    ^^^^^
      keys: seats, cloth, recipe

    tabel: unknown key; did you mean "table"? [config.unknown-key]
      argument 1: tabel.seats=3
                  ^^^^^
      keys: dish, table, helpers, light, outputs, name

    dish: missing: expected a dish [config.missing-key]
      to choose for dish:
        beef
        thick-tomato  The same, with flour
        tomato        Tomato soup for four
      Choose one with dish=beef."
  `);
  mkdirSync(join(folder, 'home/links'));
  symlinkSync('self.yaml', join(folder, 'home/links/self.yaml'));
  expect(await base('links/self.yaml')).toMatchInlineSnapshot(`
    "2 problems in the configuration:

    the file cannot be read (ELOOP) [config.unreadable-file]
      links/self.yaml

    tabel: unknown key; did you mean "table"? [config.unknown-key]
      argument 1: tabel.seats=3
                  ^^^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
});

test("a project's defaults are checked where they are written", async () => {
  expect(
    await refuse(['lunch'], {
      'home/craft.config.yaml': 'defaults:\n  ligth: lamp\n  table: { seats: none }\n',
    }),
  ).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    ligth: unknown key; did you mean "light"? [config.unknown-key]
      craft.config.yaml:2:3
        2 |   ligth: lamp
          |   ^^^^^
      keys: dish, table, helpers, light, outputs, name"
  `);
});

test('programs get every problem as data', async () => {
  const error = await cook(['lunch', 'dish.liters=3', 'light=lmap']).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).code).toBe('config.invalid');
  expect((error as ConfigError).issues).toMatchInlineSnapshot(`
    [
      {
        "code": "config.unknown-key",
        "hint": undefined,
        "message": "dish.liters: unknown option of dish soup; did you mean "litres"?",
        "options": [
          {
            "name": "type",
          },
          {
            "name": "litres",
          },
          {
            "name": "saltGrams",
          },
          {
            "name": "vegetables",
          },
          {
            "name": "thick",
          },
        ],
        "optionsTitle": "options",
        "origin": {
          "argument": 2,
          "kind": "argument",
          "label": undefined,
          "length": 6,
          "start": 5,
          "text": "dish.liters=3",
        },
        "path": "dish.liters",
        "received": "3",
        "suggestion": "litres",
      },
      {
        "code": "config.unknown-value",
        "expected": ""auto", "lamp" or "candle"",
        "hint": undefined,
        "message": "light: expected "auto", "lamp" or "candle" but received "lmap"; did you mean "lamp"?",
        "origin": {
          "argument": 3,
          "kind": "argument",
          "label": undefined,
          "length": 4,
          "start": 6,
          "text": "light=lmap",
        },
        "path": "light",
        "received": ""lmap"",
        "suggestion": "lamp",
      },
    ]
  `);
});

test('one mistake is one problem: taking away what is not there, an option out of its range', async () => {
  expect(await refuse(['lunch', '~nosuch.key'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    nosuch.key: nothing to remove: expected a key that is set [config.nothing-to-remove]
      argument 2: ~nosuch.key
                  ^^^^^^^^^^^
      set here: dish, helpers, table"
  `);
  expect(await refuse(['lunch', '~dihs.litres'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dihs.litres: nothing to remove: expected a key that is set; did you mean "dish.litres"? [config.nothing-to-remove]
      argument 2: ~dihs.litres
                  ^^^^^^^^^^^^
      set here: dish, helpers, table"
  `);
  expect(await refuse(['dish=beef', 'dish.kilograms=0.1', 'dish.servings=0.5'], {})).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish.servings: expected a whole number but received 0.5 [config.invalid-value]
      argument 3: dish.servings=0.5
                                ^^^"
  `);
  expect(await refuse(['lunch', 'dish.ovenCelsus=3'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    dish.ovenCelsus: unknown option of dish soup; did you mean "ovenCelsius"? [config.unknown-key]
      argument 2: dish.ovenCelsus=3
                       ^^^^^^^^^^
      options: type, litres, saltGrams, vegetables, thick
      ovenCelsius is an option of dish roast: dish.type=roast switches to it."
  `);
  expect(await refuse(['lunch', '+helpers.tea={type: bell, every: [1]}'])).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    helpers.tea.every: expected a duration such as "10min" or "1000step" but received a list [config.wrong-type]
      argument 2: +helpers.tea={type: bell, every: [1]}
                                                   ^^^"
  `);
});
