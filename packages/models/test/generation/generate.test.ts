import { setDefaultDevice } from '@craft/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { createGpt, generate, generateTokens, windowStart, type GptOptions } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

const prompt = [3, 1, 4, 1, 5];

/** Weights large enough that the next token depends on all the others. */
const make = (options: Partial<GptOptions> = {}) =>
  createGpt(
    { nLayers: 2, nHeads: 4, dModel: 32, contextLength: 16, initStd: 0.3, ...options },
    { vocabSize: 65, seed: 11 },
  );

eachDevice((device) => {
  beforeAll(() => setDefaultDevice(device()));

  describe('generate', () => {
    test.each<Partial<GptOptions>>([
      {},
      { positions: 'rotary', norm: 'rms', tieWeights: false, bias: true },
      { positions: 'rotary', nKvHeads: 2 },
    ])('with and without a cache gives the same tokens, far past the window: %o', async (options) => {
      const model = make(options);
      for (const sampling of [{ temperature: 0 }, { temperature: 1, topK: 40, topP: 0.95, seed: 3 }]) {
        const cached = await generate(model, prompt, { maxTokens: 60, ...sampling });
        const uncached = await generate(model, prompt, { maxTokens: 60, cache: false, ...sampling });
        expect(cached).toHaveLength(60);
        expect(Array.from(cached)).toEqual(Array.from(uncached));
      }
      const long = Array.from({ length: 50 }, (_, i) => (i * 7) % 65);
      const after = await generate(model, long, { maxTokens: 10, temperature: 0 });
      expect(after).toEqual(await generate(model, long, { maxTokens: 10, temperature: 0, cache: false }));
      const start = windowStart(50, 16);
      expect(after[0]).toBe((await generate(model, long.slice(start), { maxTokens: 1, temperature: 0 }))[0]);
      model.dispose();
    });

    test('is reproducible, and going on from a part gives the rest', async () => {
      const model = make();
      const options = { temperature: 1, seed: 8 };
      const whole = await generate(model, prompt, { maxTokens: 40, ...options });
      expect(await generate(model, prompt, { maxTokens: 40, ...options })).toEqual(whole);
      expect(await generate(model, prompt, { maxTokens: 40, ...options, seed: 9 })).not.toEqual(whole);
      const rest = await generate(model, [...prompt, ...whole.slice(0, 23)], { maxTokens: 17, ...options });
      expect(Array.from(rest)).toEqual(Array.from(whole.slice(23)));
      model.dispose();
    });

    test('streams, stops at a stop token, and at once where asked for nothing', async () => {
      const model = make();
      const seen: number[] = [];
      const whole = await generate(model, prompt, { maxTokens: 12, seed: 1, onToken: (id) => seen.push(id) });
      expect(seen).toEqual(Array.from(whole));
      const stop = whole[6] ?? -1;
      const stopped = await generate(model, prompt, { maxTokens: 12, seed: 1, stop: [stop] });
      expect(Array.from(stopped)).toEqual(Array.from(whole.slice(0, whole.indexOf(stop))));
      expect(await generate(model, prompt, { maxTokens: 0 })).toHaveLength(0);
      model.dispose();
    });

    test('keeps live buffers flat, frees its cache, and leaves the model in its mode', async () => {
      const model = make({ dropout: 0.5 });
      expect(model.training).toBe(true);
      const before = device().memory().liveBuffers;
      const during = new Set<number>();
      for await (const _ of generateTokens(model, prompt, { maxTokens: 50 }))
        during.add(device().memory().liveBuffers);
      expect([...during]).toHaveLength(1);
      expect(device().memory().liveBuffers).toBe(before);
      for await (const _ of generateTokens(model, prompt, { maxTokens: 50 })) break;
      expect(device().memory().liveBuffers).toBe(before);
      expect(model.training).toBe(true);
      expect(model.blocks[0]?.attention.dropout.training).toBe(true);
      model.dispose();
    });

    test('names everything wrong with prompt and options', async () => {
      const model = make();
      await expect(
        generate(model, [], { maxTokens: 1.5, temperature: -1, topK: 0, topP: 0, seed: -1 }),
      ).rejects.toThrowErrorMatchingInlineSnapshot(
        `[CraftError: generate: prompt: expected at least one token but received none; maxTokens: expected a whole number from 0 but received 1.5; temperature: expected a number from 0 but received -1; topK: expected a whole number from 1 or null but received 0; topP: expected a number above 0 and up to 1 or null but received 0; seed: expected a whole number from 0 to 2^53 - 1 but received -1]`,
      );
      await expect(generate(model, [1, 65], { maxTokens: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(
        `[CraftError: generate: prompt and stop: expected tokens from 0 to 64 but received 65]`,
      );
      model.dispose();
    });
  });
});
