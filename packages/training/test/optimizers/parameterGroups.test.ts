import { openDevice, tensor, type Device } from '@craft/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Muon } from '../../src/optimizers/muon.ts';
import { namePattern } from '../../src/optimizers/namePattern.ts';
import { parameterGroups, type GroupOptions } from '../../src/optimizers/parameterGroups.ts';
import { errorOf } from '../support/errorOf.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

const named = () => {
  const matrix = () =>
    tensor([[1, 2]], { device })
      .requiresGrad_()
      .keep();
  const vector = () => tensor([1, 2], { device }).requiresGrad_().keep();
  return [
    ['tokenEmbedding.weight', matrix()],
    ['blocks.0.attention.weight', matrix()],
    ['blocks.0.attention.bias', vector()],
    ['blocks.0.norm.weight', vector()],
    ['head.weight', matrix()],
  ] as const;
};

const summary = (groups: Record<string, GroupOptions>) =>
  parameterGroups(named(), { weightDecay: 0.1, groups }).map(
    ({ parameters, weightDecay, learningRateScale = 1 }) =>
      `${[...parameters.keys()].join(' ')}: decay ${weightDecay}, rate × ${learningRateScale}`,
  );

test('groups claim parameters by pattern, the first that fits counts, the rest is by rank', () => {
  expect(
    summary({
      embeddings: { match: '*mbedding*', learningRateScale: 0.5, weightDecay: 0 },
      attention: { match: ['*.attention.*', '*mbedding*'], learningRateScale: 2, weightDecay: null },
    }),
  ).toEqual([
    'tokenEmbedding.weight: decay 0, rate × 0.5',
    'blocks.0.attention.weight: decay 0.1, rate × 2',
    'blocks.0.attention.bias: decay 0, rate × 2',
    'head.weight: decay 0.1, rate × 1',
    'blocks.0.norm.weight: decay 0, rate × 1',
  ]);
});

test('a pattern that fits nothing is refused with the names there are', async () => {
  const wrong = { match: 'blocks.0.atention.weight', learningRateScale: 1, weightDecay: 0 };
  expect(await errorOf(() => summary({ mine: wrong }))).toMatchInlineSnapshot(`
    "optimizer.group-empty
    optimizer.groups.mine.match: expected a pattern that fits a parameter but received "blocks.0.atention.weight"; did you mean "blocks.0.attention.weight"?
    → Parameters: tokenEmbedding.weight, blocks.0.attention.weight, blocks.0.attention.bias, blocks.0.norm.weight, head.weight. A * stands for any characters."
  `);
});

test('namePattern takes everything but * and ? as it is', () => {
  const fits = (pattern: string, name: string) => namePattern(pattern)(name);
  expect(fits('*.bias', 'a.b.bias')).toBe(true);
  expect(fits('*.bias', 'a.b.biases')).toBe(false);
  expect(fits('a.b', 'axb')).toBe(false);
  expect(fits('block?.(w)', 'block1.(w)')).toBe(true);
  expect(fits('*', '')).toBe(true);
});

test('Muon leaves vectors, embeddings and heads to AdamW', () => {
  const parameters = named();
  const options = { momentum: 0.9, nesterov: true, scaling: 'original', newtonSchulzSteps: 5 } as const;
  const muon = new Muon(parameterGroups(parameters, { weightDecay: 0 }), {
    ...options,
    adamW: { beta1: 0.9, beta2: 0.95, eps: 1e-8 },
    adamWFor: ['*mbed*', 'head.*'],
  });
  for (const [, one] of parameters) {
    one.grad = tensor(new Float32Array(2).fill(1), { shape: one.shape, device }).keep();
  }
  muon.update({ learningRate: 0.1 });
  expect([...muon.state().tensors.keys()].filter((name) => !name.startsWith('v.'))).toEqual([
    'm.tokenEmbedding.weight',
    'momentum.blocks.0.attention.weight',
    'm.head.weight',
    'm.blocks.0.attention.bias',
    'm.blocks.0.norm.weight',
  ]);
  muon.zeroGrad();
  muon.dispose();
  for (const [, one] of parameters) one.dispose();
});
