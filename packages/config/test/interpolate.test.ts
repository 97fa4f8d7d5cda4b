import { expect, test } from 'vitest';
import * as v from 'valibot';
import { compose } from '../src/compose.ts';
import { explain, formatExplanation } from '../src/explain.ts';
import { toYaml } from '../src/toYaml.ts';
import { writeFileSync } from 'node:fs';
import { cook, cookIn, kitchenFolder, messageOf } from './kitchen.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const open = v.record(v.string(), v.unknown());

/** Values of a configuration that takes anything. */
async function values(yaml: string, overrides: readonly string[] = []): Promise<Record<string, unknown>> {
  const folder = temporaryFolder({ 'experiment/it.yaml': yaml });
  return (await compose({ schema: open, shippedDir: folder, experiments: ['it'], overrides, cwd: folder }))
    .config;
}

test('a whole reference keeps the type, a part of a text is text', async () => {
  const config = await values(
    'a: 3\nb: ${a}\nc: [1, "${a}", x]\nd: ${c}\ne: "${a} of ${f.g}"\nf: { g: true, h: "${f.g}", i: null }\nj: ${f.i}\nk: "<${f.i}>"\nl: ${e}!\n',
  );
  expect(config).toEqual({
    a: 3,
    b: 3,
    c: [1, 3, 'x'],
    d: [1, 3, 'x'],
    e: '3 of true',
    f: { g: true, h: true, i: null },
    j: null,
    k: '<>',
    l: '3 of true!',
  });
});

test('a reference is to the value that won, whoever set it', async () => {
  const composed = await cook(['lunch', 'table.seats=7', 'dish.saltGrams=${table.seats}']);
  expect(composed.config.dish).toMatchObject({ saltGrams: 7 });
  const home = `${composed.folder}/home`;
  expect(formatExplanation(explain(composed, 'dish.saltGrams', home), home)).toMatchInlineSnapshot(`
    "dish.saltGrams = 7
      argument 3: dish.saltGrams=\${table.seats}
      written as \${table.seats}
    dish=tomato, chosen by ../shipped/experiment/lunch.yaml:3:9"
  `);
  expect((await cook(['lunch', '~table', 'dish.saltGrams=${table.seats}'])).config.dish).toMatchObject({
    saltGrams: 4,
  });
});

test('the environment: read as an argument is; a part of a text stays as it is', async () => {
  process.env['CRAFT_TEST_VALUE'] = '1e-3';
  try {
    expect(
      await values(
        'a: ${env:CRAFT_TEST_VALUE}\nb: x${env:CRAFT_TEST_VALUE}\nc: "${env:CRAFT_TEST_NONE, 7}"\nd: "${env:CRAFT_TEST_NONE,}"\ne: "${env:CRAFT_TEST_NONE,a: b, c}"\n',
      ),
    ).toEqual({ a: 0.001, b: 'x1e-3', c: 7, d: null, e: 'a: b, c' });
  } finally {
    delete process.env['CRAFT_TEST_VALUE'];
  }
});

test('two dollars are a dollar, and a dollar alone is nothing special', async () => {
  expect(await values('a: $${a}\nb: costs $5\nc: "$$"\nd: $${x} ${b}\n')).toEqual({
    a: '${a}',
    b: 'costs $5',
    c: '$$',
    d: '${x} costs $5',
  });
});

test('what a complete configuration says is what it is', async () => {
  const folder = kitchenFolder();
  const first = await cookIn(folder, ['lunch', 'name="$${table.seats}"']);
  expect(first.config.name).toBe('${table.seats}');
  writeFileSync(`${folder}/home/config.yaml`, toYaml(first.config));
  const again = await cookIn(folder, ['table.seats=5', 'dish.saltGrams=${table.seats}'], {
    base: { file: 'config.yaml' },
  });
  expect(again.config.name).toBe('${table.seats}');
  expect(again.config.dish).toMatchObject({ saltGrams: 5 });
});

test('references that lead nowhere, all at once', async () => {
  const wrong = [
    'lunch',
    'dish.saltGrams=${table.seat}',
    'dish.litres=${dish.saltGrams}',
    'table.cloth=${dish}',
    'name=${table.seats',
    'outputs=${env:CRAFT_TEST_NONE}',
    'light=${}',
    'table.recipe=a${env:2,3}',
    'dish.vegetables=["${dish.vegetables}"]',
    '+helpers.tea={type: bell, tone: "${helpers.milk.tone}"}',
    '+helpers.milk={type: bell, tone: "${helpers.sugar.tone}"}',
    '+helpers.sugar={type: bell, tone: "${helpers.tea.tone}"}',
  ];
  expect(await messageOf(cook(wrong))).toMatchInlineSnapshot(`
    "8 problems in the configuration:

    dish.saltGrams: \${table.seat} refers to nothing: the configuration has no such value; did you mean "table.seats"? [config.unknown-reference]
      argument 2: dish.saltGrams=\${table.seat}
                                 ^^^^^^^^^^^^^

    table.cloth: expected a value but dish is a section [config.bad-interpolation]
      argument 4: table.cloth=\${dish}
                              ^^^^^^^
      A section is shared with extends or use; a reference is to one value.

    name: a \${ is not closed [config.bad-interpolation]
      argument 5: name=\${table.seats
                       ^^^^^^^^^^^^^

    outputs: the environment variable CRAFT_TEST_NONE is not set [config.unknown-reference]
      argument 6: outputs=\${env:CRAFT_TEST_NONE}
                          ^^^^^^^^^^^^^^^^^^^^^^
      Set it, or give a default: \${env:CRAFT_TEST_NONE,…}

    light: expected a path or env:NAME,default in braces but received "" [config.bad-interpolation]
      argument 7: light=\${}
                        ^^^

    table.recipe: expected the name of an environment variable after env: but received "2" [config.bad-interpolation]
      argument 8: table.recipe=a\${env:2,3}
                               ^^^^^^^^^^^

    dish.vegetables[0]: the values refer to each other in a circle: dish.vegetables → dish.vegetables[0] → dish.vegetables [config.interpolation-cycle]
      argument 9: dish.vegetables=["\${dish.vegetables}"]
                                   ^^^^^^^^^^^^^^^^^^^^

    helpers.sugar.tone: the values refer to each other in a circle: helpers.tea.tone → helpers.milk.tone → helpers.sugar.tone → helpers.tea.tone [config.interpolation-cycle]
      argument 12: +helpers.sugar={type: bell, tone: "\${helpers.tea.tone}"}
                                                     ^^^^^^^^^^^^^^^^^^^^^"
  `);
});

test('what grows without end is refused', async () => {
  const doubling = Array.from({ length: 40 }, (_, index) => `t${index + 1}: "\${t${index}}\${t${index}}"`);
  expect(await messageOf(values(`t0: xx\n${doubling.join('\n')}\n`))).toMatch(
    /^t18: the text grows beyond 256 KiB/m,
  );
  const lists = Array.from({ length: 40 }, (_, index) => `t${index + 1}: ["\${t${index}}", "\${t${index}}"]`);
  expect(await messageOf(values(`t0: [1]\n${lists.join('\n')}\n`))).toContain('repeat more than 10000 items');
  const chain = Array.from({ length: 3000 }, (_, index) => `t${index}: \${t${index + 1}}`);
  expect(await messageOf(values(`${chain.join('\n')}\nt3000: 1\n`))).toContain(
    'at most 100 references to references',
  );
});
