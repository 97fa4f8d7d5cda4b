import { expect, test } from 'vitest';
import { loadPlugins } from '../src/plugins.ts';
import { discoverProject } from '../src/project.ts';
import { messageOf } from './kitchen.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const plugin =
  "export const components = [{ kind: 'dish', name: 'pie', description: 'Round', schema: {}, create: () => 1 }];\n";

test('loads the components of what the project lists, paths and packages', async () => {
  const root = temporaryFolder({
    'craft.config.yaml': 'plugins: [./plugins/pie.mjs, pies]\n',
    'plugins/pie.mjs': plugin,
    'node_modules/pies/package.json': '{ "name": "pies", "type": "module", "exports": "./index.js" }',
    'node_modules/pies/index.js': plugin.replace('pie', 'more'),
  });
  const components = await loadPlugins(await discoverProject(root));
  expect(components.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['dish pie', 'dish more']);
});

test('a project without plugins loads nothing', async () => {
  expect(await loadPlugins(await discoverProject(temporaryFolder()))).toEqual([]);
});

test('says of every plugin what is wrong with it', async () => {
  const root = temporaryFolder({
    'craft.config.yaml':
      'plugins:\n  - ./missing.mjs\n  - no-such-package\n  - ./broken.mjs\n  - ./other.mjs\n',
    'broken.mjs': 'throw new Error("no luck");',
    'other.mjs': 'export const components = [1];',
  });
  const message = await messageOf(discoverProject(root).then((project) => loadPlugins(project, root)));
  expect(message.replaceAll(root, '<root>').replace(/ imported from .*/g, ' …')).toMatchInlineSnapshot(`
    "4 problems in the configuration:

    plugin ./missing.mjs: there is no such file [config.plugin]
      craft.config.yaml:2:5
        2 |   - ./missing.mjs
          |     ^^^^^^^^^^^^^

    plugin no-such-package: loading it failed: Cannot find module 'no-such-package' [config.plugin]
      craft.config.yaml:3:5
        3 |   - no-such-package
          |     ^^^^^^^^^^^^^^^

    plugin ./broken.mjs: loading it failed: no luck [config.plugin]
      craft.config.yaml:4:5
        4 |   - ./broken.mjs
          |     ^^^^^^^^^^^^

    plugin ./other.mjs: expected a module that exports components, a list of what defineComponent gives [config.plugin]
      craft.config.yaml:5:5
        5 |   - ./other.mjs
          |     ^^^^^^^^^^^"
  `);
});
