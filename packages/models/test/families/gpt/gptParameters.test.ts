import { openDevice, setDefaultDevice, tensor, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGpt, type GptOptions } from '../../../src/index.ts';

const small: GptOptions = { nLayers: 2, nHeads: 2, dModel: 8, contextLength: 4 };
const context = { vocabSize: 5, seed: 7 };

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

describe("Gpt's parameters", () => {
  test('have these names and shapes', () => {
    const listed = (options: Partial<GptOptions>) =>
      Array.from(
        createGpt({ ...small, ...options, nLayers: 1 }, context).namedParameters(),
        ([name, { shape }]) => `${name} [${shape.join(', ')}]`,
      );
    expect(listed({})).toMatchInlineSnapshot(`
      [
        "tokenEmbedding.weight [5, 8]",
        "positionEmbedding.weight [4, 8]",
        "blocks.0.attentionNorm.weight [8]",
        "blocks.0.attention.qkv.weight [24, 8]",
        "blocks.0.attention.project.weight [8, 8]",
        "blocks.0.feedForwardNorm.weight [8]",
        "blocks.0.feedForward.expand.weight [32, 8]",
        "blocks.0.feedForward.project.weight [8, 32]",
        "finalNorm.weight [8]",
      ]
    `);
    expect(
      listed({
        bias: true,
        tieWeights: false,
        positions: 'rotary',
        norm: 'layer',
        nKvHeads: 1,
        feedForward: 12,
      }),
    ).toMatchInlineSnapshot(`
      [
        "tokenEmbedding.weight [5, 8]",
        "blocks.0.attentionNorm.weight [8]",
        "blocks.0.attentionNorm.bias [8]",
        "blocks.0.attention.qkv.weight [16, 8]",
        "blocks.0.attention.qkv.bias [16]",
        "blocks.0.attention.project.weight [8, 8]",
        "blocks.0.attention.project.bias [8]",
        "blocks.0.feedForwardNorm.weight [8]",
        "blocks.0.feedForwardNorm.bias [8]",
        "blocks.0.feedForward.expand.weight [12, 8]",
        "blocks.0.feedForward.expand.bias [12]",
        "blocks.0.feedForward.project.weight [8, 12]",
        "blocks.0.feedForward.project.bias [8]",
        "finalNorm.weight [8]",
        "finalNorm.bias [8]",
        "head.weight [5, 8]",
      ]
    `);
  });

  test('depend on the seed and their name, not on which others there are', async () => {
    const plain = createGpt(small, context);
    const wide = createGpt({ ...small, bias: true, tieWeights: false, positions: 'rotary' }, context);
    const other = createGpt(small, { ...context, seed: 8 });
    for (const name of [
      'tokenEmbedding.weight',
      'blocks.0.attention.qkv.weight',
      'blocks.1.feedForward.project.weight',
    ]) {
      const values = await plain.stateDict().get(name)?.data();
      expect(await wide.stateDict().get(name)?.data()).toEqual(values);
      expect(await other.stateDict().get(name)?.data()).not.toEqual(values);
    }
  });

  test("start as GPT-2's: smaller where a branch joins the residual stream", async () => {
    const model = createGpt({ ...small, nLayers: 8, dModel: 64, bias: true, initStd: 0.04 }, context);
    const deviation = async (name: string) => {
      const values = Array.from((await model.stateDict().get(name)?.data()) ?? []);
      return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    };
    const close = async (name: string, expected: number) =>
      expect((await deviation(name)) / expected, name).toBeCloseTo(1, 1);
    await close('blocks.3.attention.qkv.weight', 0.04);
    await close('blocks.3.attention.project.weight', 0.04 / 4);
    await close('blocks.3.feedForward.expand.weight', 0.04);
    await close('blocks.3.feedForward.project.weight', 0.04 / 4);
    expect(await deviation('blocks.3.feedForward.expand.bias')).toBe(0);
    expect(await deviation('finalNorm.weight')).toBe(1);
  });
});

describe("Gpt's errors", () => {
  test('say what was expected', () => {
    const model = createGpt(small, context);
    const ids = (shape: number[]) => tensor(new Int32Array(shape.reduce((a, b) => a * b, 1)), { shape });
    expect(() => model.forward(ids([1, 5]))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: Gpt: expected at most contextLength = 4 positions but received 5]`,
    );
    expect(() => model.forward(ids([4]))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: Gpt: expected ids of shape [B, T] with T ≥ 1 but received [4]]`,
    );
    expect(() => model.forward(ids([1, 0]))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: Gpt: expected ids of shape [B, T] with T ≥ 1 but received [1, 0]]`,
    );
    expect(() => model.newCache(1, 5)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: Gpt: expected at most contextLength = 4 positions but received 5]`,
    );
    const cache = model.newCache(1, 3);
    model.forward(ids([1, 2]), cache);
    expect(() => model.forward(ids([1, 2]), cache)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: cache: expected at most 1 more of 3 positions but received 2]`,
    );
    expect(() => model.forward(ids([2, 1]), cache)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: cache: expected 1 sequences but received 2]`,
    );
    expect(() => createGpt({ ...small, dModel: 9, nKvHeads: 3 }, context)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: createGpt: dModel: expected a multiple of nHeads (2) but received 9; nKvHeads: expected a divisor of nHeads (2) but received 3]`,
    );
  });
});
