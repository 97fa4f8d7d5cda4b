import {
  adamwStep,
  clipScale,
  crossEntropy,
  globalNorm,
  noGrad,
  scope,
  setDefaultDevice,
  tensor,
  zeros,
  type Tensor,
} from '@craft/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGpt, type Gpt } from '../../../src/index.ts';
import { eachDevice } from '../../eachDevice.ts';
import { decodeFloats, fixtureBatch, fixtureState, gptVariants, readGptFixture } from './gptFixture.ts';

describe.each(gptVariants)('Gpt against PyTorch: %s', (variant) => {
  const fixture = readGptFixture(variant);

  eachDevice((device) => {
    beforeAll(() => setDefaultDevice(device()));

    /** The model from the file's weights: another seed, so that nothing of it comes from ours. */
    const load = () => {
      const model = createGpt(fixture.config, { vocabSize: fixture.vocabSize, seed: 99 });
      model.loadStateDict(fixtureState(fixture));
      return model;
    };

    const meanLoss = (model: Gpt, step: number) => {
      const { inputs, targets, shape } = fixtureBatch(fixture, step);
      const logits = model.forward(tensor(inputs, { shape })).reshape([targets.length, fixture.vocabSize]);
      return crossEntropy(logits, tensor(targets), { reduction: 'mean' });
    };

    test('logits', async () => {
      const model = load();
      const { inputs, shape } = fixtureBatch(fixture, 0);
      const logits = await scope(() => noGrad(() => model.forward(tensor(inputs, { shape })))).data();
      const expected = decodeFloats(fixture.logits);
      expect(logits).toHaveLength(expected.length);
      expect(largestDifference(logits, expected)).toBeLessThan(1e-4);
      model.dispose();
    });

    test('gradients', async () => {
      const model = load();
      scope(() => meanLoss(model, 0).backward());
      const parameters = new Map(model.namedParameters());
      expect([...parameters.keys()].sort()).toEqual(Object.keys(fixture.gradients).sort());
      for (const [name, expected] of Object.entries(fixture.gradients)) {
        const gradient = (await parameters.get(name)?.grad?.data()) ?? [];
        const [norm, weighted] = figures(gradient);
        expect(Math.abs(norm / expected.norm - 1), name).toBeLessThan(1e-3);
        expect(Math.abs(weighted - expected.weighted) / expected.norm, name).toBeLessThan(1e-3);
      }
      model.dispose();
    });

    test('ten losses of training with AdamW', async () => {
      const model = load();
      const train = adamw(model);
      for (const [step, expected] of fixture.losses.entries()) {
        const { loss, norm } = scope(() => {
          const loss = meanLoss(model, step);
          loss.backward();
          return { loss, norm: train(step + 1) };
        });
        expect(Math.abs((await loss.item()) / expected - 1), `loss ${step}`).toBeLessThan(1e-4);
        const expectedNorm = fixture.gradientNorms[step] ?? NaN;
        expect(Math.abs((await norm.item()) / expectedNorm - 1), `norm ${step}`).toBeLessThan(1e-3);
      }
      for (const [name, parameter] of model.namedParameters()) {
        const [norm] = figures(await parameter.data());
        expect(Math.abs(norm / (fixture.finalNorms[name] ?? NaN) - 1), name).toBeLessThan(1e-4);
      }
      model.dispose();
    });
  });
});

/** AdamW as the fixtures' script has it; returns the gradient norm before clipping. */
function adamw(model: Gpt): (step: number) => Tensor {
  const state = model.parameters().map((parameter) => ({
    parameter,
    m: zeros(parameter.shape).keep(),
    v: zeros(parameter.shape).keep(),
  }));
  return (step) =>
    noGrad(() => {
      const norm = globalNorm(state.flatMap(({ parameter }) => parameter.grad ?? []));
      const gradScale = clipScale(norm, 1);
      for (const { parameter, m, v } of state) {
        if (!parameter.grad) throw new Error('expected a gradient for every parameter');
        adamwStep(parameter, parameter.grad, m, v, {
          learningRate: 1e-3,
          beta1: 0.9,
          beta2: 0.99,
          eps: 1e-8,
          weightDecay: parameter.rank >= 2 ? 0.1 : 0,
          step,
          gradScale,
        });
        parameter.zeroGrad();
      }
      return norm;
    });
}

/** The norm, and the sum weighted by cos(0), cos(1), … */
function figures(values: ArrayLike<number>): [norm: number, weighted: number] {
  let [squares, weighted] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    squares += value * value;
    weighted += value * Math.cos(i);
  }
  return [Math.sqrt(squares), weighted];
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return largest;
}
