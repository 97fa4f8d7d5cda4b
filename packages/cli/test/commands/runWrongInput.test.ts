import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { craft, craftJson, newProject, readable, runsOf, write } from '../craft.ts';
import { wrongInputs } from './wrongInputs.ts';

/** Without the lists of what there is to choose, which grow with what ships. */
function withoutLists(text: string): string {
  return text
    .replace(/^( {2}(?:experiments|to choose for \w+|known for \w+):\n)(?: {4}.*\n?)+/gm, '$1    …\n')
    .replace(/^( {2}(?:groups|keys|options|set here): ).*$/gm, '$1…')
    .trimEnd();
}

test.each(wrongInputs)('%s: one clear error, exit 2, no run folder', async (_, files, args) => {
  const project = newProject();
  for (const [path, content] of Object.entries(files)) write(project, path, content);
  const { code, stdout, stderr } = await craft(['run', ...args], { cwd: project });
  expect(withoutLists(readable(stderr, project))).toMatchSnapshot();
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(runsOf(project)).toEqual([]);
});

test('with --json the problems are on stdout as well, one by one', async () => {
  const project = newProject();
  const { code, stdout } = await craft(['run', 'tiny', 'training.batchSise=8', '--json'], { cwd: project });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: {
      code: 'config.invalid',
      issues: [
        {
          code: 'config.unknown-key',
          path: 'training.batchSise',
          suggestion: 'batchSize',
          origin: { kind: 'argument', argument: 2, text: 'training.batchSise=8' },
        },
      ],
    },
  });
});

test('a stack trace is shown only to those who ask for one', async () => {
  const project = newProject();
  const { stderr } = await craft(['run', 'tinny'], { cwd: project, env: { CRAFT_DEBUG: '1' } });
  expect(stderr).toMatch(/^ {4}at /m);
});

test('a device that is not there exits with 3, before a run folder', async () => {
  const project = newProject();
  // Dawn finds no driver where the Vulkan loader finds no manifest.
  const env = { CRAFT_DEVICE: '', VK_DRIVER_FILES: '/nothing', VK_ICD_FILENAMES: '/nothing' };
  const { code, stderr } = await craft(['run', 'tiny', '--device', 'webgpu'], { cwd: project, env });
  expect(stderr).toContain('webgpu: ');
  expect(code).toBe(3);
  expect(runsOf(project)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'outputs that cannot be made end the command, not hang it',
  async () => {
    const project = newProject();
    const { code, stderr } = await craft(['run', 'tiny', 'outputs=/proc/nowhere/runs'], { cwd: project });
    expect(readable(stderr, project)).toMatchInlineSnapshot(`
      "error: 1 problem in the configuration:

      outputs: expected a folder that can be written to but received /proc/nowhere/runs: ENOENT: no such file or directory, mkdir '/proc/nowhere' [config.outputs]
        argument 2: outputs=/proc/nowhere/runs
                            ^^^^^^^^^^^^^^^^^^
        Choose another one: outputs=<folder>"
    `);
    expect(code).toBe(2);
  },
);

test('the table has at least 60 wrong inputs', () => {
  expect(wrongInputs.length).toBeGreaterThanOrEqual(60);
  expect(new Set(wrongInputs.map(([what]) => what)).size).toBe(wrongInputs.length);
});

test('the JSON Schemas refuse every wrong file that a schema can', async () => {
  const schemas = await craftJson<Record<string, object>>(['config', 'schema'], { cwd: newProject() });
  const ajv = new Ajv();
  const refused = wrongInputs.flatMap(([what, files]) =>
    Object.entries(files).flatMap(([path, yaml]) => {
      const name = /^configs\/(\w+)\/|^(craft\.config)\.yaml$/.exec(path)?.slice(1).find(Boolean);
      const value: unknown = name === undefined ? undefined : parsed(yaml);
      return name !== undefined && value !== undefined && !ajv.validate(schemas[name] ?? false, value)
        ? [what]
        : [];
    }),
  );
  expect(refused).toEqual([
    'a misspelt key in a file',
    'a wrong type in a file',
    'a list for an experiment',
    'an experiment that is no text',
    'an experiment with a group that there is not',
    'a component misspelt in a file',
    'a duration misspelt in a file',
    'text for a list of what is known',
    'a misspelt key of the project',
    'a wrong default of the project',
  ]);
});

/** What an editor sees; nothing where it cannot read the YAML at all. */
function parsed(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: 100 }) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What takes long if nobody takes care. */
const laborious: typeof wrongInputs = [
  ['a file of 50 MB', { 'configs/experiment/mine.yaml': 'name: x\n# '.padEnd(50e6, 'x') }, ['mine']],
  ['a project file of 50 MB', { 'craft.config.yaml': 'experiment: x\n# '.padEnd(50e6, 'x') }, ['tiny']],
  ...wrongInputs.filter(([what]) => /aliases|extend each other|plugin that throws/.test(what)),
];

test.each(laborious)('%s: refused in less than two seconds', async (_, files, args) => {
  const project = newProject();
  for (const [path, content] of Object.entries(files)) write(project, path, content);
  const began = performance.now();
  const { code, stderr } = await craft(['config', 'show', ...args], { cwd: project });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(code).toBe(2);
  expect(stderr.length).toBeLessThan(2000);
});
