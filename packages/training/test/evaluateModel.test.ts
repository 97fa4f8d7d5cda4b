import { crossEntropy, tensor, type Tensor } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { evaluateModel } from '../src/evaluateModel.ts';
import { languageModelTask, type TokenBatch } from '../src/languageModelTask.ts';
import { eachDevice } from './support/eachDevice.ts';
import { errorOf } from './support/errorOf.ts';
import { TinyModel } from './support/tinyModel.ts';
import { tokenBatch, validationBatches } from './support/tokenLoader.ts';

/** Cross entropy of the model's own weights in f64 on the host, and how often the likeliest token is right. */
async function reference(
  model: TinyModel,
  batches: TokenBatch[],
): Promise<{ loss: number; accuracy: number; tokens: number }> {
  const values = await model.values();
  const [table, weight, bias] = ['embedding.weight', 'head.weight', 'head.bias'].map((name) => values[name]);
  if (!table || !weight || !bias) throw new Error('expected the weights of a TinyModel');
  const width = weight.length / bias.length;
  let [sum, right, tokens] = [0, 0, 0];
  for (const { inputs, targets } of batches) {
    targets.forEach((target, i) => {
      if (target === -100) return;
      const logits = Array.from(bias, (start, row) => {
        let logit = start;
        for (let c = 0; c < width; c++) {
          logit += (table[(inputs[i] ?? 0) * width + c] ?? 0) * (weight[row * width + c] ?? 0);
        }
        return logit;
      });
      sum += Math.log(logits.reduce((all, logit) => all + Math.exp(logit), 0)) - (logits[target] ?? NaN);
      if (logits.indexOf(Math.max(...logits)) === target) right++;
      tokens++;
    });
  }
  return { loss: sum / tokens, accuracy: right / tokens, tokens };
}

eachDevice((device) => {
  describe('evaluateModel', () => {
    test('is the mean over all targets, however unevenly they lie in batches', async () => {
      const model = new TinyModel({ device: device() });
      const batches = [1, 2, 3, 4].map((index) => tokenBatch(index, { batchSize: index }));
      batches[1]?.targets.fill(-100, 0, 5);
      batches[2]?.targets.fill(-100);
      const expected = await reference(model, batches);
      const task = languageModelTask({ device: device() });
      async function* pass() {
        yield* batches;
      }
      const before = device().memory().liveBuffers;
      for (const microbatchSize of [null, 1, 3]) {
        const lengths = { charactersPerToken: 2, bytesPerToken: 3 };
        const result = await evaluateModel(model, task, pass(), { microbatchSize, ...lengths });
        expect(result.tokens).toBe(expected.tokens);
        expect(Math.abs(result.loss / expected.loss - 1)).toBeLessThan(1e-6);
        expect(result.perplexity).toBe(Math.exp(result.loss));
        expect(result.bitsPerCharacter).toBe(result.loss / Math.LN2 / 2);
        expect(result.bitsPerByte).toBe(result.loss / Math.LN2 / 3);
        expect(result['accuracy']).toBe(expected.accuracy);
      }
      expect(device().memory().liveBuffers).toBe(before);
      model.dispose();
    });

    test('runs the model without dropout and puts it back as it was', async () => {
      const seen: boolean[] = [];
      const drop = (x: Tensor) => {
        seen.push(true);
        return x;
      };
      const model = new TinyModel({ device: device(), drop });
      const task = languageModelTask({ device: device() });
      await evaluateModel(model, task, validationBatches());
      expect(seen).toEqual([]);
      expect(model.training).toBe(true);
      model.eval();
      await evaluateModel(model, task, validationBatches());
      expect(model.training).toBe(false);
      model.dispose();
    });

    test('says how far it is, and stops after maxBatches', async () => {
      const model = new TinyModel({ device: device() });
      const task = languageModelTask({ device: device() });
      const progress: unknown[] = [];
      const options = { maxBatches: 2, onProgress: (at: unknown) => void progress.push(at) };
      const { tokens } = await evaluateModel(model, task, validationBatches(9), options);
      expect(tokens).toBe(48);
      expect(progress).toEqual([
        { batches: 1, tokens: 24 },
        { batches: 2, tokens: 48 },
      ]);
      model.dispose();
    });

    test('ends with the reason of a signal', async () => {
      const model = new TinyModel({ device: device() });
      const task = languageModelTask({ device: device() });
      const reason = new Error('enough');
      const pass = evaluateModel(model, task, validationBatches(), { signal: AbortSignal.abort(reason) });
      await expect(pass).rejects.toBe(reason);
      expect(model.training).toBe(true);
      model.dispose();
    });

    test('without a target is one clear error', async () => {
      const model = new TinyModel({ device: device() });
      const task = languageModelTask({ device: device() });
      expect(await errorOf(() => evaluateModel(model, task, validationBatches(0)))).toBe(
        'evaluation.empty\nevaluation: expected at least one target but received 0 batches without any',
      );
      model.dispose();
    });
  });

  describe('languageModelTask', () => {
    test('gives the sum of what crossEntropy gives, and the number of targets', async () => {
      const model = new TinyModel({ device: device() });
      const batch = tokenBatch(1);
      batch.targets.fill(7, 0, 3);
      const { sum, count } = languageModelTask({ device: device(), ignoreIndex: 7 }).loss(model, batch);
      const ids = tensor(batch.inputs, { shape: [4, 6], device: device() });
      const logits = model.forward(ids).reshape([24, 11]);
      const targets = tensor(batch.targets, { device: device() });
      const expected = crossEntropy(logits, targets, { reduction: 'sum', ignoreIndex: 7 });
      expect(await sum.item()).toBe(await expected.item());
      expect(count).toBe(batch.targets.filter((target) => target !== 7).length);
      model.dispose();
    });
  });
});

describe('splitting a token batch', () => {
  const task = languageModelTask();

  test('keeps every sequence once, in order', () => {
    const batch = tokenBatch(3, { batchSize: 5, length: 4 });
    const parts = task.split(batch, 2);
    expect(parts.map(({ batchSize, length, index }) => [batchSize, length, index])).toEqual([
      [2, 4, 3],
      [2, 4, 3],
      [1, 4, 3],
    ]);
    for (const key of ['inputs', 'targets'] as const) {
      expect(parts.flatMap((part) => [...part[key]])).toEqual([...batch[key]]);
    }
    expect(parts.reduce((sum, part) => sum + task.count(part), 0)).toBe(task.count(batch));
    expect(task.tokens(batch)).toBe(20);
  });

  test('leaves a batch that is small enough as it is', () => {
    const batch = tokenBatch(3);
    expect(task.split(batch, 4)).toEqual([batch]);
  });

  test('refuses arrays that do not fill the batch', async () => {
    const batch = { ...tokenBatch(3), targets: new Int32Array(5) };
    expect(await errorOf(() => task.split(batch, 2))).toMatchInlineSnapshot(`
      "task.batch
      token batch: 4 sequences of 6 need 24 ids but received 24 inputs and 5 targets"
    `);
  });

  test('names a batch as far as it has a name', () => {
    const { index: _, ...nameless } = tokenBatch(3);
    expect([task.describe?.(tokenBatch(3)), task.describe?.(nameless)]).toEqual(['batch 3', 'its batch']);
  });
});
