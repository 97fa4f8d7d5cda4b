import { expect, test } from 'vitest';
import { craft, newProject, readable, runsOf, write } from '../craft.ts';

/** What is wrong, what to write into files first, and what to run. */
const cases: [what: string, files: Record<string, string>, args: string[]][] = [
  ['a misspelt key', {}, ['tiny', 'training.batchSise=8']],
  [
    'a misspelt key in a file',
    { 'configs/experiment/mine.yaml': 'extends: tiny\ntraining:\n  batchSise: 8\n' },
    ['mine'],
  ],
  ['a wrong type', {}, ['tiny', 'model.dModel=wide']],
  [
    'a wrong type in a file',
    { 'configs/experiment/mine.yaml': 'extends: tiny\nmodel: { nLayers: two }\n' },
    ['mine'],
  ],
  [
    'several problems at once',
    {},
    ['tiny', 'model.dModel=wide', 'training.duration=10', 'optimiser.learningRate=1'],
  ],
  ['sizes that do not go together', {}, ['tiny', 'model.nHeads=3']],
  ['an experiment that does not exist', {}, ['tinny']],
  ['a group file that does not exist', {}, ['tiny', 'model=gpt-2m']],
  ['a configuration file that does not exist', {}, ['nothing.yaml']],
  ['a missing file', {}, ['tiny', 'data.path=nothing.txt']],
  ['an empty file', { 'empty.txt': '' }, ['tiny', 'data.path=empty.txt']],
  [
    'a text shorter than one context',
    { 'short.txt': 'To be, or not to be.\n' },
    ['tiny', 'data.path=short.txt'],
  ],
  ['an address instead of a file', {}, ['tiny', 'data.path=https://example.org/my.txt']],
  ['a device instead of a file', {}, ['tiny', 'data.path=/dev/zero']],
  ['a file that is no text', { 'my.gz': '\u001f\u0000\u0000\u0000'.repeat(40) }, ['tiny', 'data.path=my.gz']],
  ['no text for an experiment that needs one', {}, ['got-char-1m']],
  [
    'a prompt with characters that the text does not have',
    { 'my.txt': 'the cat sat on the mat. '.repeat(40) },
    ['tiny', 'data.path=my.txt', '+callbacks.sample={ type: sample, prompt: "Grüße" }'],
  ],
  ['a learning rate below its lowest', {}, ['tiny', 'optimizer.learningRate=1e-5']],
  ['an unknown device', {}, ['tiny', 'device=tpu']],
  ['outputs that are a file', { 'my.txt': 'text' }, ['tiny', 'outputs=my.txt/runs']],
  ['a run to go on with that does not exist', {}, ['--resume', 'outputs/tiny-1']],
  ['a file to go on with', { 'my.txt': 'text' }, ['--resume', 'my.txt']],
  ['a key without a value', {}, ['tiny', 'model.nHeads']],
  ['a name that no folder can have', {}, ['tiny', `name=${'x'.repeat(300)}`]],
  ['a name that no folder can have, dry', {}, ['tiny', `name=${'ü'.repeat(150)}`, '--dry-run']],
  ['sizes beyond all bounds', {}, ['tiny', 'training.batchSize=1e30', 'model.nLayers=1e30']],
  ['a learning rate beyond all bounds', {}, ['tiny', 'optimizer.learningRate=1e30']],
  ['durations beyond all bounds', {}, ['tiny', 'training.duration=1e30epoch', 'training.logEvery=1e30step']],
  ['heads that are too wide', {}, ['tiny', 'model.dModel=4096', 'device=cpu']],
  ['a batch that no memory holds', {}, ['tiny', 'training.batchSize=10000000', 'device=cpu']],
  ['a model that no memory holds', {}, ['tiny', 'model.dModel=65536', 'model.nHeads=1024', 'device=cpu']],
  ['a model without end', {}, ['tiny', 'model.nLayers=1000000000', 'device=cpu']],
];

test.each(cases)('%s: one clear error, exit 2, no run folder', async (_, files, args) => {
  const project = newProject();
  for (const [path, content] of Object.entries(files)) write(project, path, content);
  const { code, stdout, stderr } = await craft(['run', ...args], { cwd: project });
  expect(readable(stderr, project)).toMatchSnapshot();
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
