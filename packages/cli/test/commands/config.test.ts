import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { craft, craftJson, newProject, readable, write } from '../craft.ts';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

async function stdoutOf(project: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await craft(args, { cwd: project });
  expect(code, stderr).toBe(0);
  return readable(stdout, project);
}

async function errorOf(project: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await craft(args, { cwd: project });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return readable(stderr, project);
}

test('why: the winner and what it overrode', async () => {
  const project = newProject();
  expect(
    await stdoutOf(project, 'config', 'why', 'optimizer.learningRate', 'tiny', 'optimizer.learningRate=2e-3'),
  ).toMatchInlineSnapshot(`
    "optimizer.learningRate = 0.002
      argument 2: optimizer.learningRate=2e-3
      over 0.001: <shipped>/optimizer/adamw.yaml:4:15
    optimizer=adamw, chosen by configs/experiment/tiny.yaml:2:54"
  `);
  expect(await stdoutOf(project, 'config', 'why', 'schedule', 'tiny')).toMatchInlineSnapshot(`
    "schedule.type = "cosine"
      <shipped>/schedule/cosine.yaml:3:7
    schedule.warmup = "2step"
      configs/experiment/tiny.yaml:5:21
      over "100step": <shipped>/schedule/cosine.yaml:4:9
    schedule.minLearningRate = 0.0001
      <shipped>/schedule/cosine.yaml:5:18
    schedule.decay = null
      default of schedule cosine
    schedule=cosine, chosen by configs/experiment/tiny.yaml:2:71"
  `);
  expect(await errorOf(project, 'config', 'why', 'optimizer.lr', 'tiny')).toMatchInlineSnapshot(`
    "error: 1 problem in the configuration:

    optimizer.lr: the configuration has no such key; did you mean "optimizer.learningRate"? [config.unknown-key]
      sections: data, tokenizer, loader, model, optimizer, schedule, training, callbacks, device, autotune, outputs, name"
  `);
  type Why = { origins: Record<string, { origin: object }>; choice: string | null };
  const why = await craftJson<Why>(['config', 'why', 'model.dModel', 'tiny', 'model.dModel=24'], {
    cwd: project,
  });
  expect(why.origins['model.dModel']).toEqual({
    value: 24,
    origin: { argument: 2, text: 'model.dModel=24' },
    overrode: [{ value: 16, origin: { file: 'configs/experiment/tiny.yaml', line: 4, column: 52 } }],
  });
});

test('show: a path shows only what is there; --diff only what differs', async () => {
  const project = newProject();
  expect(await stdoutOf(project, 'config', 'show', 'tiny', 'schedule')).toMatchInlineSnapshot(`
    "type: cosine
    warmup: 2step
    minLearningRate: 0.0001
    decay: null"
  `);
  expect(await stdoutOf(project, 'config', 'show', 'tiny', 'model.dModel')).toBe('16');
  expect(await stdoutOf(project, 'config', 'show', 'tiny', 'schedule', '--origins')).toContain(
    'schedule.warmup = "2step"\n  configs/experiment/tiny.yaml:5:21\n  over "100step": <shipped>/schedule/cosine.yaml',
  );
  expect(await stdoutOf(project, 'config', 'show', 'tiny', 'model.dModel=24', '--diff', 'tiny')).toBe(
    'model.dModel  16 → 24',
  );
  expect(await stdoutOf(project, 'config', 'show', 'tiny', '--diff', 'tiny')).toBe('They are the same.');
  // An experiment that wants a text can be compared without one.
  expect(await stdoutOf(project, 'config', 'show', 'tiny', 'optimizer', '--diff', 'got-char-1m')).toBe(
    'They are the same.',
  );
  // An experiment may be called as a section is.
  write(project, 'configs/experiment/model.yaml', 'extends: tiny\nname: mine\n');
  expect(await stdoutOf(project, 'config', 'show', 'model', 'name')).toBe('mine');
});

test('list: what there is to choose, the project’s own marked', async () => {
  const project = newProject();
  const schedules = (await stdoutOf(project, 'config', 'list', 'schedule')).split('\n');
  expect(schedules.find((line) => line.startsWith('constant '))).toMatch(
    /^constant +One learning rate for the whole run$/,
  );
  expect(await stdoutOf(project, 'config', 'list')).toMatch(
    /^experiment\n(.*\n)* {2}tiny +A model that trains in a moment \(yours\)\n/,
  );
  expect(await errorOf(project, 'config', 'list', 'shedule')).toMatch(/did you mean "schedule"\?/);
});

test('check: every experiment, group file and sweep, and what is wrong with each', async () => {
  const project = newProject();
  expect((await craft(['config', 'check'], { cwd: project })).code).toBe(0);
  write(project, 'configs/experiment/bad.yaml', 'extends: tiny\nmodel: { nLayer: 3 }\n');
  write(
    project,
    'configs/model/odd.yaml',
    'type: gpt\nnLayers: 2\nnHeads: 3\ndModel: 16\ncontextLength: 8\n',
  );
  const { code, stderr } = await craft(['config', 'check'], { cwd: project });
  expect(code).toBe(2);
  expect(
    readable(stderr, project)
      .replaceAll(/^✓.*\n/gm, '')
      .replace(/\d+ checked/, '<n> checked'),
  ).toMatchInlineSnapshot(`
    "✗ experiment/bad
      1 problem in the configuration:

      model.nLayer: unknown option of model gpt; did you mean "nLayers"? [config.unknown-key]
        configs/experiment/bad.yaml:2:10
          2 | model: { nLayer: 3 }
            |          ^^^^^^
        options: type, nLayers, nHeads, nKvHeads, dModel, feedForward, contextLength, dropout, norm, positions, tieWeights, bias, activation, initStd
    ✗ model/odd
      1 problem in the configuration:

      model.dModel: expected a multiple of nHeads (3) but received 16 [config.invalid-value]
        configs/model/odd.yaml:4:9
          4 | dModel: 16
            |         ^^

    <n> checked, 2 wrong."
  `);
  type Result = { checked: { name: string; ok: boolean; needs: string[] }[] };
  const one = await craftJson<Result>(['config', 'check', 'got-char-1m', 'model/gpt-1m'], { cwd: project });
  expect(one.checked).toEqual([
    { name: 'experiment/got-char-1m', ok: true, needs: ['data.path'] },
    { name: 'model/gpt-1m', ok: true, needs: [] },
  ]);
  expect(await errorOf(project, 'config', 'check', 'tinny')).toContain('did you mean "tiny"?');
});

test('everything that ships passes the check, in this repository too', async () => {
  const { code, stderr } = await craft(['config', 'check'], { cwd: repository });
  expect(code, stderr).toBe(0);
});

test('schema: written for a project, found up to date, found outdated', async () => {
  const project = newProject();
  expect(await errorOf(project, 'config', 'schema', '--check')).toContain('[config.outdated-schema]');
  expect((await craft(['config', 'schema'], { cwd: project })).code).toBe(0);
  expect((await craft(['config', 'schema', '--check'], { cwd: project })).code).toBe(0);
  expect(readdirSync(join(project, 'configs/.schema'))).toContain('experiment.json');
  const schemas = await craftJson<Record<string, object>>(['config', 'schema'], { cwd: project });
  const ajv = new Ajv();
  const fits = (yaml: string) => ajv.validate(schemas['experiment'] ?? false, parse(yaml)) === true;
  expect(fits(readFileSync(join(project, 'configs/experiment/tiny.yaml'), 'utf8'))).toBe(true);
  expect(fits('model: { type: gpt, nLayer: 3 }')).toBe(false);
  expect(fits('training: { batchSize: 2.5 }')).toBe(false);
});

test('the schemas that ship are those of the sources: npm run docs:schemas writes them', async () => {
  const { code, stderr } = await craft(['config', 'schema', '--check'], { cwd: repository });
  expect(code, stderr).toBe(0);
});

test('every shipped file names its schema, which accepts it', () => {
  const configs = join(repository, 'configs');
  const groups = readdirSync(configs).filter((name) => !name.startsWith('.'));
  for (const group of groups) {
    const schema = JSON.parse(readFileSync(join(configs, '.schema', `${group}.json`), 'utf8')) as object;
    for (const file of readdirSync(join(configs, group))) {
      const yaml = readFileSync(join(configs, group, file), 'utf8');
      expect(yaml.split('\n')[0], file).toBe(`# yaml-language-server: $schema=../.schema/${group}.json`);
      const ajv = new Ajv();
      expect({ file, fits: ajv.validate(schema, parse(yaml)), errors: ajv.errors }).toMatchObject({
        file,
        fits: true,
      });
    }
  }
});
