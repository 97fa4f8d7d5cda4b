/** What the row-wise operations say to wrong shapes, dtypes and ids. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  checkIds,
  clipScale,
  crossEntropy,
  embedding,
  geglu,
  globalNorm,
  layerNorm,
  logSoftmax,
  openDevice,
  rmsNorm,
  rotary,
  setDefaultDevice,
  softmax,
  swiglu,
  zeros,
  type Device,
} from '../../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const floats = (...shape: number[]) => zeros(shape);
const ids = (...shape: number[]) => zeros(shape, { dtype: 'i32' });

describe('shapes and dtypes', () => {
  test('softmax', () => {
    expect(() => softmax(floats())).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: softmax: expected x of rank 1 or more but received a scalar]`,
    );
    expect(() => softmax(ids(2))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: softmax: expected x of f32 but received i32 [2]]`,
    );
    expect(() => logSoftmax(ids(2))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: logSoftmax: expected x of f32 but received i32 [2]]`,
    );
  });
  test('layerNorm', () => {
    expect(() => layerNorm(floats(2, 3), floats(2))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: layerNorm: expected weight of shape [3] for x of shape [2, 3] but received [2]]`,
    );
    expect(() => layerNorm(floats(2, 3), floats(3), floats(3, 1))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: layerNorm: expected bias of shape [3] for x of shape [2, 3] but received [3, 1]]`,
    );
    expect(() => layerNorm(floats(2, 3), ids(3))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: layerNorm: expected weight of f32 but received i32 [3]]`,
    );
  });
  test('rmsNorm', () => {
    expect(() => rmsNorm(floats(), floats(1))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rmsNorm: expected x of rank 1 or more but received a scalar]`,
    );
    expect(() => rmsNorm(floats(2, 3), floats(4))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rmsNorm: expected weight of shape [3] for x of shape [2, 3] but received [4]]`,
    );
  });
  test('embedding', () => {
    expect(() => embedding(floats(2), floats(3, 4))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: embedding: expected ids of i32 but received f32 [2]]`,
    );
    expect(() => embedding(ids(2), floats(3))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: embedding: expected weight of shape [V, C] with V ≥ 1 but received [3]]`,
    );
    expect(() => embedding(ids(2), floats(0, 3))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: embedding: expected weight of shape [V, C] with V ≥ 1 but received [0, 3]]`,
    );
  });
  test('crossEntropy', () => {
    expect(() => crossEntropy(floats(2, 3), ids(3))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: crossEntropy: expected logits [..., V] with V ≥ 1 and targets [...] but received [2, 3] and [3]]`,
    );
    expect(() => crossEntropy(floats(2, 0), ids(2))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: crossEntropy: expected logits [..., V] with V ≥ 1 and targets [...] but received [2, 0] and [2]]`,
    );
    expect(() => crossEntropy(floats(2, 3), floats(2))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: crossEntropy: expected targets of i32 but received f32 [2]]`,
    );
  });
  test('rotary', () => {
    expect(() => rotary(floats(2, 3, 10), { nHeads: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rotary: expected qkv [B, T, (2 + 2·2)·D] with D even but received [2, 3, 10]]`,
    );
    expect(() => rotary(floats(2, 12), { nHeads: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rotary: expected qkv [B, T, (2 + 2·2)·D] with D even but received [2, 12]]`,
    );
    expect(() => rotary(floats(2, 3, 12), { nHeads: 2, offset: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rotary: expected whole nHeads > 0 and nKvHeads ≥ 0, a whole offset ≥ 0 and base > 0 but received nHeads 2, nKvHeads 2, offset -1, base 10000]`,
    );
  });
  test('rotary of parts and stretched', () => {
    const options = { nHeads: 1, nKvHeads: 0 };
    expect(() => rotary(floats(2, 3, 10), { ...options, fraction: 0.5 })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rotary: expected a fraction that leaves an even number of the 10 channels to turn but received 0.5]`,
    );
    expect(() => rotary(floats(2, 3, 10), { ...options, fraction: 1.2 })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rotary: expected a fraction that leaves an even number of the 10 channels to turn but received 1.2]`,
    );
    expect(() =>
      rotary(floats(2, 3, 8), { ...options, scaling: { type: 'linear', factor: 0.5 } }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: rotary: expected scaling of type linear, ntk, dynamic, yarn or llama3 with a factor of 1 or more, positive numbers and highFrequencyFactor above lowFrequencyFactor but received {"type":"linear","factor":0.5}]`,
    );
  });
  test('gated', () => {
    expect(() => swiglu(floats(2, 5))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: gated: expected a last axis of two halves but received [2, 5]]`,
    );
    expect(() => geglu(ids(2, 4))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: gated: expected x of f32 but received i32 [2, 4]]`,
    );
  });
  test('globalNorm and clipScale', () => {
    expect(() => globalNorm([])).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: globalNorm: expected at least one tensor]`,
    );
    expect(() => globalNorm([floats(2), ids(2)])).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: globalNorm: expected tensors of f32 but received i32 [2]]`,
    );
    expect(() => clipScale(floats(2), 1)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: clipScale: expected norm to be a scalar but received shape [2]]`,
    );
  });
});

describe('checkIds', () => {
  test('passes ids of the vocabulary and the ignored one', () => {
    checkIds(Int32Array.of(0, 4, -100), 5, { ignore: -100 });
  });
  test('names the first that is outside', () => {
    expect(() => checkIds([0, 5], 5)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: ids: expected whole numbers from 0 to 4 but received 5 at position 1]`,
    );
    expect(() => checkIds(Int32Array.of(-1), 5, { what: 'prompt' })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: prompt: expected whole numbers from 0 to 4 but received -1 at position 0]`,
    );
    expect(() => checkIds([0.5], 5)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: ids: expected whole numbers from 0 to 4 but received 0.5 at position 0]`,
    );
  });
});
