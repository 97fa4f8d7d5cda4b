import { expect, test } from 'vitest';
import { assertResumable, compareConfigs } from '../src/compareConfigs.ts';
import { errorOf } from './support/errorOf.ts';

const saved = {
  model: { type: 'gpt', nLayers: 4, dropout: 0 },
  tokenizer: { type: 'character' },
  data: { type: 'text', path: '/a.txt', splits: { train: 0.9, val: 0.1 } },
  optimizer: { type: 'adamw', learningRate: 1e-3 },
  training: { duration: '100step', batchSize: 12, keepLast: 2 },
  device: 'auto',
};

test('equal configurations do not differ, whatever the order of their keys', () => {
  const reordered = Object.fromEntries(Object.entries(structuredClone(saved)).reverse());
  expect(compareConfigs(saved, reordered)).toEqual([]);
  expect(() => assertResumable(compareConfigs(saved, reordered))).not.toThrow();
});

test('every difference is listed with what it means', () => {
  const asked = {
    ...saved,
    model: { type: 'gpt', nLayers: 6, dropout: 0.1, norm: 'rms' },
    data: { ...saved.data, splits: { train: 0.8, val: 0.2 } },
    training: { duration: '200step', batchSize: 24, keepLast: 3 },
    device: 'cpu',
    callbacks: { sample: { every: '5step' } },
  };
  expect(
    compareConfigs(saved, asked).map(({ path, kind, saved, asked }) => [path, kind, saved, asked]),
  ).toEqual([
    ['callbacks', 'free', undefined, { sample: { every: '5step' } }],
    ['data.splits.train', 'trajectory', 0.9, 0.8],
    ['data.splits.val', 'trajectory', 0.1, 0.2],
    ['device', 'free', 'auto', 'cpu'],
    ['model.dropout', 'trajectory', 0, 0.1],
    ['model.nLayers', 'architecture', 4, 6],
    ['model.norm', 'architecture', undefined, 'rms'],
    ['training.batchSize', 'trajectory', 12, 24],
    ['training.duration', 'free', '100step', '200step'],
    ['training.keepLast', 'free', 2, 3],
  ]);
});

test('another architecture is refused, all differences at once', async () => {
  const asked = {
    ...saved,
    model: { ...saved.model, nLayers: 6 },
    optimizer: { type: 'adamw', learningRate: 3e-4 },
  };
  expect(await errorOf(() => assertResumable(compareConfigs(saved, asked)))).toMatchInlineSnapshot(`
    "resume.differences
    resume: expected the saved run's configuration but received differences: model.nLayers (architecture): 4 → 6; optimizer.learningRate (trajectory): 0.001 → 0.0003
    → Saved weights fit only the architecture they were learned with: start a new run for another."
  `);
  expect(await errorOf(() => assertResumable(compareConfigs(saved, asked), ['model', 'optimizer'])))
    .toMatchInlineSnapshot(`
    "resume.differences
    resume: expected the saved run's configuration but received differences: model.nLayers (architecture): 4 → 6
    → Saved weights fit only the architecture they were learned with: start a new run for another."
  `);
});

test('another trajectory needs leave, by name or for a whole part', async () => {
  const asked = { ...saved, optimizer: { type: 'adamw', learningRate: 3e-4, beta2: 0.95 } };
  const differences = compareConfigs(saved, asked);
  expect(await errorOf(() => assertResumable(differences))).toMatchInlineSnapshot(`
    "resume.differences
    resume: expected the saved run's configuration but received differences: optimizer.beta2 (trajectory): not set → 0.95; optimizer.learningRate (trajectory): 0.001 → 0.0003
    → To change the course of the run on purpose: --allow-change optimizer.beta2 --allow-change optimizer.learningRate"
  `);
  expect(await errorOf(() => assertResumable(differences, ['optimizer.beta2']))).toMatchInlineSnapshot(`
    "resume.differences
    resume: expected the saved run's configuration but received differences: optimizer.learningRate (trajectory): 0.001 → 0.0003
    → To change the course of the run on purpose: --allow-change optimizer.learningRate"
  `);
  expect(() => assertResumable(differences, ['optimizer'])).not.toThrow();
});

test('a key that only begins like another is another', async () => {
  const differences = compareConfigs({ training: { seed: 1 } }, { training: { seed: 2 } });
  expect(await errorOf(() => assertResumable(differences, ['training.see', 'train']))).toContain(
    'training.seed',
  );
});
