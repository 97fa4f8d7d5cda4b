import { crossEntropy, noGrad, randomScope, scope, setDefaultDevice, tensor } from '@craft/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGpt, type Gpt, type GptOptions } from '../../../src/index.ts';
import { eachDevice } from '../../eachDevice.ts';

const small: GptOptions = { nLayers: 2, nHeads: 4, dModel: 32, contextLength: 16 };
const ids = Int32Array.from({ length: 2 * 16 }, (_, i) => (i * 37 + 11) % 65);

eachDevice((device) => {
  beforeAll(() => setDefaultDevice(device()));

  const make = (options: Partial<GptOptions> = {}, seed = 1337) =>
    createGpt({ ...small, ...options }, { vocabSize: 65, seed });
  const logitsOf = async (model: Gpt) =>
    Array.from(await scope(() => noGrad(() => model.forward(tensor(ids, { shape: [2, 16] })))).data());

  describe('Gpt', () => {
    test('starts at a loss of about ln 65', async () => {
      const options: GptOptions = { nLayers: 4, nHeads: 4, dModel: 128, contextLength: 64 };
      for (const extra of [
        {},
        { tieWeights: false, norm: 'rms', positions: 'rotary', bias: true },
      ] as const) {
        const model = createGpt({ ...options, ...extra }, { vocabSize: 65, seed: 1337 });
        const inputs = Int32Array.from({ length: 8 * 64 }, (_, i) => (i * i + 7 * i) % 65);
        const targets = Int32Array.from(inputs, (id) => (id * 31 + 3) % 65);
        const loss = scope(() =>
          noGrad(() =>
            crossEntropy(
              model.forward(tensor(inputs, { shape: [8, 64] })).reshape([8 * 64, 65]),
              tensor(targets),
              { reduction: 'mean' },
            ),
          ),
        );
        expect(Math.abs((await loss.item()) - Math.log(65))).toBeLessThan(0.1);
        model.dispose();
      }
    });

    test('a position sees nothing later', async () => {
      const model = make({ positions: 'rotary' });
      const before = await logitsOf(model);
      const changed = ids.slice();
      changed[15] = 1;
      const after = Array.from(await model.forward(tensor(changed, { shape: [2, 16] })).data());
      expect(after.slice(0, 15 * 65)).toEqual(before.slice(0, 15 * 65));
      expect(after.slice(15 * 65, 16 * 65)).not.toEqual(before.slice(15 * 65, 16 * 65));
      model.dispose();
    });

    test('nextLogits are the last of forward', async () => {
      for (const tieWeights of [true, false]) {
        const model = make({ tieWeights });
        const all = await logitsOf(model);
        const last = Array.from(await model.nextLogits(tensor(ids, { shape: [2, 16] })).data());
        expect(last).toHaveLength(2 * 65);
        last.forEach((value, i) => {
          expect(value).toBeCloseTo(all[(i < 65 ? 15 * 65 : 30 * 65) + i] ?? NaN, 5);
        });
        model.dispose();
      }
    });

    test('dropout acts in training only', async () => {
      const model = make({ dropout: 0.5 });
      const plain = make();
      expect(await logitsOf(model.eval())).toEqual(await logitsOf(plain));
      model.train();
      const run = (step: number) => randomScope({ seed: 1, step }, () => logitsOf(model));
      const first = await run(0);
      expect(await run(0)).toEqual(first);
      expect(await run(1)).not.toEqual(first);
      model.dispose();
      plain.dispose();
    });

    test('live buffers are flat over steps', async () => {
      const model = make();
      const step = () =>
        scope(() => {
          const logits = model.forward(tensor(ids, { shape: [2, 16] })).reshape([32, 65]);
          crossEntropy(logits, tensor(ids), { reduction: 'sum' }).backward();
        });
      step();
      const live = device().memory().liveBuffers;
      for (let i = 0; i < 20; i++) step();
      await device().synchronize();
      // Fewer is possible: what earlier tests left is collected at any time.
      expect(device().memory().liveBuffers).toBeLessThanOrEqual(live);
      model.dispose();
    });
  });
});
