import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listExperiments, listGroups } from '../src/listConfigs.ts';
import { discoverProject } from '../src/project.ts';
import { kitchenFolder } from './kitchen.ts';

test('lists groups and experiments with a line each, own ones before shipped ones of the same name', async () => {
  const folder = kitchenFolder({
    'home/configs/dish/tomato.yaml': 'description: >\n  My own,\n  saltier\nextends: tomato\n',
    'home/configs/dish/broken.yaml': 'a: [',
    'home/configs/dish/notes.txt': 'not a config',
    'home/configs/dish/.hidden.yaml': 'a: 1',
    'home/configs/dish/deep/er.yml': '# Deeper. And more.\na: 1',
    'home/configs/sweep/many.yaml': 'a: 1',
    'home/configs/readme.yaml': 'a: 1',
  });
  const options = {
    project: await discoverProject(join(folder, 'home')),
    shippedDir: join(folder, 'shipped'),
  };
  const groups = await listGroups(options);
  expect(Object.keys(groups)).toEqual(['dish', 'helpers', 'table']);
  expect(groups['dish']?.map(({ name, description, shipped }) => [name, description, shipped])).toEqual([
    ['beef', undefined, true],
    ['broken', undefined, false],
    ['deep/er', 'Deeper', false],
    ['thick-tomato', 'The same, with flour', true],
    ['tomato', 'My own, saltier', false],
  ]);
  expect(groups['dish']?.[0]?.file).toBe(join(folder, 'shipped/dish/beef.yaml'));
  expect((await listExperiments(options)).map(({ name, description }) => [name, description])).toEqual([
    ['feast', 'For many guests'],
    ['lunch', 'A quick lunch'],
  ]);
});

test('no folders, no groups', async () => {
  expect(await listGroups({})).toEqual({});
  expect(await listExperiments({ shippedDir: '/nowhere' })).toEqual([]);
});
