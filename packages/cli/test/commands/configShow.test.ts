import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject, readable, write } from '../craft.ts';

test('prints YAML that composes to itself', async () => {
  const project = newProject();
  const first = await craft(['config', 'show', 'tiny', 'model.dModel=24'], { cwd: project });
  expect(first.code).toBe(0);
  expect(readable(first.stdout, project)).toMatchInlineSnapshot(`
    "data:
      type: tales
      characters: 20000
      seed: 1
      splits:
        train: 0.9
        val: 0.1
        test: 0
    tokenizer:
      type: character
    loader:
      order: shuffled
    model:
      type: gpt
      nLayers: 1
      nHeads: 2
      nKvHeads: null
      dModel: 24
      feedForward: null
      contextLength: 32
      dropout: 0
      norm: layer
      positions: learned
      tieWeights: true
      bias: false
      activation: gelu
      initStd: 0.02
    optimizer:
      type: adamw
      learningRate: 0.001
      beta1: 0.9
      beta2: 0.99
      eps: 1e-8
      weightDecay: 0.1
      groups: {}
    schedule:
      type: cosine
      warmup: 2step
      minLearningRate: 0.0001
      decay: null
    training:
      duration: 10step
      batchSize: 4
      microbatchSize: null
      gradientClip: 1
      seed: 1337
      compile: true
      precision: f32
      ema: null
      overfitBatches: null
      fastDevRun: false
      logEvery: 1step
      evaluateEvery: 5step
      evaluateBatches: 4
      checkpointEvery: 5step
      keepLast: 2
      keepBest: 1
      monitor: null
      monitorMode: min
    callbacks: {}
    device: cpu
    autotune: off
    outputs: <project>/outputs
    name: null"
  `);
  write(project, 'all.yaml', first.stdout);
  const second = await craft(['config', 'show', 'all.yaml'], { cwd: project });
  expect(second.stdout).toBe(first.stdout);
});

test('--origins says who set what', async () => {
  const project = newProject();
  const { code, stdout } = await craft(['config', 'show', 'tiny', 'model.dModel=24', '--origins'], {
    cwd: project,
  });
  expect(code).toBe(0);
  expect(readable(stdout, project)).toContain(
    'model.dModel = 24\n  argument 2: model.dModel=24\n  over 16: configs/experiment/tiny.yaml:4:52',
  );
  expect(stdout).toContain('model.norm = "layer"\n  default of model gpt');
});

test('--json prints the configuration, with --origins where each value is from', async () => {
  const project = newProject();
  type Shown = { config: { model: object }; origins?: Record<string, { origin: object }> };
  const shown = await craftJson<Shown>(['config', 'show', 'tiny', '--origins'], { cwd: project });
  expect(shown.config.model).toMatchObject({ type: 'gpt', dModel: 16 });
  expect(shown.origins?.['model.dModel']?.origin).toEqual({
    file: 'configs/experiment/tiny.yaml',
    line: 4,
    column: 52,
  });
});

test('a data.path makes the data of any experiment a text', async () => {
  const project = newProject();
  type Shown = { config: { data: object } };
  const shown = await craftJson<Shown>(['config', 'show', 'tiny', 'data.path=my.txt'], { cwd: project });
  expect(shown.config.data).toEqual({
    type: 'text',
    path: `${project}/my.txt`,
    splits: { train: 0.9, val: 0.1, test: 0 },
  });
});

test.each([
  [{}, [], 'cpu'],
  [{ CRAFT_DEVICE: 'webgpu' }, [], 'webgpu'],
  [{ CRAFT_DEVICE: 'webgpu' }, ['device=auto'], 'auto'],
])('the device: %j %j gives %s', async (env, more, device) => {
  const project = newProject();
  type Shown = { config: { device: string } };
  const shown = await craftJson<Shown>(['config', 'show', 'tiny', ...more], { cwd: project, env });
  expect(shown.config.device).toBe(device);
});

test('CRAFT_AUTOTUNE stands below what is typed', async () => {
  const project = newProject();
  type Shown = { config: { autotune: string } };
  const show = async (env: Record<string, string>, ...more: string[]) => {
    const shown = await craftJson<Shown>(['config', 'show', 'tiny', ...more], { cwd: project, env });
    return shown.config.autotune;
  };
  expect(await show({ CRAFT_AUTOTUNE: '' })).toBe('auto');
  expect(await show({ CRAFT_AUTOTUNE: 'on' })).toBe('on');
  expect(await show({ CRAFT_AUTOTUNE: 'on' }, 'autotune=off')).toBe('off');
});

test('what ships is there, in every project, and complete', async () => {
  const project = newProject();
  const experiments = ['quickstart', 'shakespeare-char-cpu', 'shakespeare-char', 'got-char-1m'];
  for (const experiment of experiments) {
    const { code, stderr } = await craft(['config', 'show', experiment, 'data.path=my.txt'], {
      cwd: project,
    });
    expect({ experiment, code, stderr }).toMatchObject({ code: 0 });
  }
});

test('every group file that ships fits a run', { timeout: 120_000 }, async () => {
  const project = newProject();
  const shipped = fileURLToPath(new URL('../../configs', import.meta.url));
  const groups = readdirSync(shipped).filter(
    (group) => group !== 'experiment' && group !== 'sweep' && !group.startsWith('.'),
  );
  expect(groups.sort()).toEqual([
    'callbacks',
    'data',
    'model',
    'optimizer',
    'schedule',
    'tokenizer',
    'training',
  ]);
  for (const group of groups) {
    for (const file of readdirSync(join(shipped, group))) {
      const choice = `${group}=${file.replace(/\.yaml$/, '')}`;
      const path = /^data=(?!tales|synthetic)/.test(choice)
        ? ['data.path=my.txt']
        : choice === 'tokenizer=file'
          ? ['tokenizer.path=my-bpe']
          : [];
      const { code, stderr } = await craft(['config', 'show', choice, ...path], { cwd: project });
      expect({ choice, code, stderr }).toMatchObject({ code: 0 });
    }
  }
});
