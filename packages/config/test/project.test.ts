import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toPlain } from '../src/configNode.ts';
import { discoverProject } from '../src/project.ts';
import { messageOf } from './kitchen.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('a folder without craft.config is a project, with its configs folder if it has one', async () => {
  const bare = temporaryFolder();
  expect(await discoverProject(bare)).toMatchObject({
    root: bare,
    file: undefined,
    configDirs: [],
    outputs: join(bare, 'outputs'),
    plugins: [],
  });
  const folder = temporaryFolder({ 'configs/model/a.yaml': 'x: 1' });
  expect((await discoverProject(folder)).configDirs).toEqual([join(folder, 'configs')]);
});

const written = {
  yaml: 'configs: [conf, more]\noutputs: ../runs\nexperiment: mine\nplugins: [./plugin.js]\ndefaults:\n  use: { model: small }\n  device: cpu\n',
  js: 'export default { configs: ["conf", "more"], outputs: "../runs", experiment: "mine", plugins: ["./plugin.js"], defaults: { use: { model: "small" }, device: "cpu" } };\n',
};

test.each([
  ['craft.config.yaml', written.yaml],
  ['craft.config.yml', written.yaml],
  [
    'craft.config.json',
    '{\n\t"configs": ["conf", "more"],\n\t"outputs": "../runs", "experiment": "mine", "plugins": ["./plugin.js"],\n\t"defaults": { "use": { "model": "small" }, "device": "cpu" }\n}\n',
  ],
  ['craft.config.mjs', written.js],
  ['craft.config.js', written.js.replace('export default', 'module.exports =')],
  ['craft.config.ts', written.js.replace('};', '} satisfies Record<string, unknown>;')],
])('%s is found from below and read', async (name, content) => {
  const root = temporaryFolder({ [name]: content, 'conf/': '', 'more/': '', 'deep/er/': '' });
  const project = await discoverProject(join(root, 'deep/er'));
  expect(project).toMatchObject({
    root,
    file: join(root, name),
    configDirs: [join(root, 'conf'), join(root, 'more')],
    outputs: join(root, '../runs'),
    experiment: { name: 'mine' },
    plugins: [{ name: './plugin.js' }],
  });
  expect([...project.defaults.use].map(([group, { name: option }]) => [group, option])).toEqual([
    ['model', 'small'],
  ]);
  expect(toPlain(project.defaults.content)).toEqual({ device: 'cpu', outputs: '../runs' });
});

test('the search ends at a package.json', async () => {
  const root = temporaryFolder({
    'craft.config.yaml': 'outputs: x',
    'package/package.json': '{}',
    'package/src/': '',
  });
  expect((await discoverProject(join(root, 'package/src'))).file).toBeUndefined();
  expect((await discoverProject(root)).file).toBe(join(root, 'craft.config.yaml'));
});

test('a craft.config of comments is fine', async () => {
  const root = temporaryFolder({ 'craft.config.yaml': '# outputs: runs\n' });
  expect(await discoverProject(root)).toMatchObject({ root, outputs: join(root, 'outputs') });
});

async function refuse(files: Record<string, string>): Promise<string> {
  const root = temporaryFolder(files);
  return (await messageOf(discoverProject(root))).replaceAll(root, '<root>').replace(/\S*<root>/g, '<root>');
}

test('refuses what is wrong, all at once', async () => {
  expect(
    await refuse({
      'craft.config.yaml':
        'output: runs\nconfigs: [here, nowhere]\nplugins: me.js\nexperiment: 3\ndefaults:\n  extends: x\n  use: [a]\n',
      'here/': '',
    }),
  ).toMatchInlineSnapshot(`
    "5 problems in the configuration:

    output: unknown key; did you mean "outputs"? [config.unknown-key]
      craft.config.yaml:1:1
        1 | output: runs
          | ^^^^^^
      keys: configs, outputs, plugins, experiment, defaults

    configs: expected a folder but received "nowhere", which is none [config.no-such-folder]
      craft.config.yaml:2:17
        2 | configs: [here, nowhere]
          |                 ^^^^^^^

    plugins: expected a list but received "me.js" [config.wrong-type]
      craft.config.yaml:3:10
        3 | plugins: me.js
          |          ^^^^^

    experiment: expected text but received 3 [config.wrong-type]
      craft.config.yaml:4:13
        4 | experiment: 3
          |             ^
      To give it as text, write "3".

    defaults.use: expected a map from groups to names, such as { model: small } [config.wrong-type]
      craft.config.yaml:7:8
        7 |   use: [a]
          |        ^^^"
  `);
});

test('refuses an empty file, a list, a syntax error and duplicate keys', async () => {
  const texts = ['', '- a\n', 'outputs: [\n', 'outputs: a\noutputs: b\n'];
  const messages = await Promise.all(texts.map((text) => refuse({ 'craft.config.yaml': text })));
  expect(messages.join('\n\n\n')).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    craft.config: expected a map of keys and values but received an empty file [config.empty-file]
      craft.config.yaml
      Write \`configs: configs\` into it, or delete it: a folder is a project without it, too.


    1 problem in the configuration:

    craft.config: expected a map of keys and values but received a list [config.not-a-map]
      craft.config.yaml:1:1
        1 | - a
          | ^^^


    1 problem in the configuration:

    YAML syntax: Flow sequence in block collection must be sufficiently indented and end with a ] [config.yaml-syntax]
      craft.config.yaml:2:1
        2 |
          | ^


    1 problem in the configuration:

    the key outputs is written twice in the same map: expected it once [config.duplicate-key]
      craft.config.yaml:2:1
        2 | outputs: b
          | ^^^^^^^"
  `);
});

test('refuses code that fails, exports nothing, or exports what is no value', async () => {
  const texts = [
    'throw new Error("no luck");',
    'export const a = 1;',
    'export default () => ({});',
    'export default { defaults: { a: new Date() } };',
  ];
  const messages = await Promise.all(texts.map((text) => refuse({ 'craft.config.mjs': text })));
  expect(messages.join('\n\n\n')).toMatchInlineSnapshot(`
    "1 problem in the configuration:

    craft.config: loading it failed: no luck [config.load-failed]
      craft.config.mjs:1:7


    1 problem in the configuration:

    craft.config: expected a map of keys and values but received a module without a default export [config.not-a-map]
      craft.config.mjs


    1 problem in the configuration:

    craft.config: expected a map of keys and values but received what is no plain value, such as a function [config.not-a-map]
      craft.config.mjs


    1 problem in the configuration:

    craft.config: expected a map of keys and values but received what is no plain value, such as a function [config.not-a-map]
      craft.config.mjs"
  `);
});

test('code that cannot even be parsed is one clear error', async () => {
  // What it says of the syntax is the loader's, which in tests is not Node's.
  expect(await refuse({ 'craft.config.mjs': 'export default {' })).toMatch(
    /^1 problem in the configuration:\n\ncraft\.config: loading it failed: .+ \[config\.load-failed\]\n {2}craft\.config\.mjs/,
  );
});
