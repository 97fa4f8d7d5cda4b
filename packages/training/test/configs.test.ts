import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { componentSchema, compose, ConfigError, createRegistry } from '@craft/config';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { callbackComponents, optimizerComponents, scheduleComponents } from '../src/components.ts';
import { trainingSchema } from '../src/trainingSettings.ts';

const shippedDir = fileURLToPath(new URL('../../../configs', import.meta.url));
const registry = createRegistry([...optimizerComponents, ...scheduleComponents, ...callbackComponents]);
const schema = v.strictObject({
  optimizer: v.optional(componentSchema(registry, 'optimizer'), { type: 'adamw' }),
  schedule: v.optional(componentSchema(registry, 'schedule'), { type: 'cosine' }),
  training: v.optional(trainingSchema, {}),
  callbacks: v.optional(v.record(v.string(), componentSchema(registry, 'callback')), {}),
});
const composed = async (...overrides: string[]) => (await compose({ schema, shippedDir, overrides })).config;

const groups = ['optimizer', 'schedule', 'training', 'callbacks'];
const shipped = groups.flatMap((group) =>
  readdirSync(`${shippedDir}/${group}`).map((file) => [group, file.replace('.yaml', '')] as const),
);

describe('what ships', () => {
  test.each(shipped)('%s=%s is valid and says what it is', async (group, name) => {
    await composed(`${group}=${name}`);
    expect(readFileSync(`${shippedDir}/${group}/${name}.yaml`, 'utf8')).toMatch(/^# \S.{10,}\n/);
  });

  test('covers every optimizer and schedule', () => {
    const names = shipped.map(([group, name]) => `${group}=${name}`);
    for (const { kind, name } of [...optimizerComponents, ...scheduleComponents])
      expect(names).toContain(`${kind}=${name}`);
  });
});

test('nothing chosen has the defaults', async () => {
  expect(await composed()).toMatchInlineSnapshot(`
    {
      "callbacks": {},
      "optimizer": {
        "beta1": 0.9,
        "beta2": 0.99,
        "eps": 1e-8,
        "groups": {},
        "learningRate": 0.001,
        "type": "adamw",
        "weightDecay": 0.1,
      },
      "schedule": {
        "decay": null,
        "minLearningRate": 0,
        "type": "cosine",
        "warmup": "0step",
      },
      "training": {
        "batchSize": 12,
        "checkpointEvery": "500step",
        "compile": true,
        "duration": "2000step",
        "ema": null,
        "evaluateBatches": null,
        "evaluateEvery": "250step",
        "fastDevRun": false,
        "gradientClip": 1,
        "keepBest": 1,
        "keepLast": 2,
        "logEvery": "10step",
        "microbatchSize": null,
        "monitor": null,
        "monitorMode": "min",
        "overfitBatches": null,
        "precision": "f32",
        "seed": 1337,
      },
    }
  `);
});

test('what is wrong is said with what was expected', async () => {
  const wrong = [
    'training.duration=0step',
    'training.batchSize=0',
    'training.microbatchSize=1.5',
    'training.gradientClip=0',
    'training.seed=-1',
    'training.logEvery=null',
    'training.keepLast=0',
    'training.batchsize=3',
    'optimizer.learningRate=.nan',
    'optimizer.weightDecay=.inf',
    'optimizer.beta2=1',
    'optimizer.lr=1e-3',
    'schedule.warmup=10min',
    'schedule.minLearningRate=-1',
  ];
  const error = await composed(...wrong).catch((reason: unknown) => reason);
  if (!(error instanceof ConfigError)) throw error;
  expect(error.issues.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "training.duration: expected a duration longer than nothing but received "0step"",
      "training.batchSize: expected at least 1 but received 0",
      "training.microbatchSize: expected a whole number but received 1.5",
      "training.gradientClip: expected more than 0 but received 0",
      "training.seed: expected at least 0 but received -1",
      "training.logEvery: expected a duration such as "1000step", "2epoch", "5e6token" or "10min" but received null",
      "training.keepLast: expected at least 1 but received 0",
      "training.batchsize: unknown key; did you mean "batchSize"?",
      "optimizer.learningRate: expected a number but received NaN",
      "optimizer.weightDecay: expected a finite number but received Infinity",
      "optimizer.beta2: expected less than 1 but received 1",
      "optimizer.lr: unknown option of optimizer adamw; did you mean "learningRate"?",
      "schedule.warmup: expected a duration such as "1000step", "2epoch" or "5e6token" but received "10min"",
      "schedule.minLearningRate: expected at least 0 but received -1",
    ]
  `);
});

test('a microbatch is no larger than the batch', async () => {
  const error = await composed('training.microbatchSize=13').catch((reason: unknown) => reason);
  if (!(error instanceof ConfigError)) throw error;
  expect(error.issues.map(({ message }) => message)).toMatchInlineSnapshot(`
    [
      "training.microbatchSize: expected at most batchSize (12) but received 13",
    ]
  `);
});
