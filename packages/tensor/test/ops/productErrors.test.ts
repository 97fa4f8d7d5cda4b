/** What a user reads when the operands of matmul, linear, groupedMatmul or attention do not fit. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  attention,
  cachedAttention,
  groupedMatmul,
  linear,
  openDevice,
  randomScope,
  scaledDotProductAttention,
  setDefaultDevice,
  zeros,
  type Device,
} from '../../src/index.ts';
import { errorMessages } from './errorMessages.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const qkv = () => zeros([2, 5, 24]);
const cache = () => zeros([2, 9, 8]);
const heads = (length: number) => zeros([1, length, 2, 4]);

const attempts: Readonly<Record<string, () => unknown>> = {
  'matmul of inner axes that differ': () => zeros([4, 3]).matmul(zeros([5, 2])),
  'the same transposed': () => zeros([4, 3]).matmul(zeros([4, 2]), { transposeB: true }),
  'matmul of a vector': () => zeros([3]).matmul(zeros([3, 2])),
  'matmul of batches that do not broadcast': () => zeros([2, 4, 3]).matmul(zeros([5, 3, 2])),
  'matmul of whole numbers': () => zeros([2, 2], { dtype: 'i32' }).matmul(zeros([2, 2])),
  'linear with other features': () => linear(zeros([2, 3]), zeros([5, 4])),
  'linear with a weight of three axes': () => linear(zeros([2, 3]), zeros([1, 5, 3])),
  'linear with a bias that does not fit': () => linear(zeros([2, 3]), zeros([5, 3]), zeros([3])),
  'linear with an unknown activation': () =>
    linear(zeros([2, 3]), zeros([5, 3]), null, { activation: 'swish' as 'silu' }),
  'groupedMatmul of other features': () =>
    groupedMatmul(zeros([7, 5]), zeros([2, 4, 6]), zeros([2], { dtype: 'i32' })),
  'groupedMatmul of other groups': () =>
    groupedMatmul(zeros([7, 5]), zeros([2, 5, 6]), zeros([4], { dtype: 'i32' })),
  'groupedMatmul with offsets that are no whole numbers': () =>
    groupedMatmul(zeros([7, 5]), zeros([2, 5, 6]), zeros([2])),
  'attention whose width does not divide': () => attention(zeros([2, 5, 25]), { nHeads: 2 }),
  'attention without a batch': () => attention(zeros([5, 24]), { nHeads: 2 }),
  'attention with heads that do not share evenly': () => attention(qkv(), { nHeads: 3, nKvHeads: 2 }),
  'attention without heads': () => attention(qkv(), { nHeads: 0 }),
  'attention with wide heads': () => attention(zeros([1, 2, 3 * 513]), { nHeads: 1 }),
  'attention with a dropout of 120 %': () =>
    randomScope({ seed: 1, step: 0 }, () => attention(qkv(), { nHeads: 2, dropout: 1.2 })),
  'attention with dropout and no scope': () => attention(qkv(), { nHeads: 2, dropout: 0.1 }),
  'separate heads of other widths': () =>
    scaledDotProductAttention(zeros([1, 5, 2, 4]), zeros([1, 5, 2, 3]), zeros([1, 5, 2, 4])),
  'keys and values of other lengths': () =>
    scaledDotProductAttention(zeros([1, 1, 2, 4]), zeros([1, 5, 2, 4]), zeros([1, 4, 2, 4])),
  'an offset before the first key': () =>
    scaledDotProductAttention(heads(2), heads(5), heads(5), { offset: -1 }),
  'a window of nothing': () => attention(qkv(), { nHeads: 2, window: 0 }),
  'a bias for other tokens': () => attention(qkv(), { nHeads: 2, bias: zeros([5, 4]) }),
  'a bias of five axes': () => attention(qkv(), { nHeads: 2, bias: zeros([1, 2, 2, 5, 5]) }),
  'documents as floats': () => attention(qkv(), { nHeads: 2, documents: zeros([2, 5]) }),
  'documents of other tokens': () =>
    attention(qkv(), { nHeads: 2, documents: zeros([2, 4], { dtype: 'i32' }) }),
  'documents where queries are past the keys': () =>
    scaledDotProductAttention(heads(5), heads(3), heads(3), { documents: zeros([1, 3], { dtype: 'i32' }) }),
  'a cache of other width': () =>
    cachedAttention(zeros([2, 1, 12]), cache(), cache(), { nHeads: 2, length: 3 }),
  'a length beyond the cache': () =>
    cachedAttention(zeros([2, 1, 8]), cache(), cache(), { nHeads: 2, length: 10 }),
  'a length without the new tokens': () =>
    cachedAttention(zeros([2, 4, 8]), cache(), cache(), { nHeads: 2, length: 3 }),
  'a gradient through the cache': () =>
    cachedAttention(zeros([2, 1, 8], { requiresGrad: true }), cache(), cache(), { nHeads: 2, length: 3 })
      .sum()
      .backward(),
};

test('products say what does not fit', () => {
  expect(errorMessages(attempts)).toMatchInlineSnapshot(`
    "matmul of inner axes that differ
      matmul.inner: matmul: inner dimensions differ: [4, 3] × [5, 2] (3 ≠ 5)
    the same transposed
      matmul.inner: matmul: inner dimensions differ: [4, 3] × [4, 2] (3 ≠ 2)
    matmul of a vector
      matmul.rank: matmul: expected at least two axes each but received [3] × [3, 2]
    matmul of batches that do not broadcast
      shape.broadcast: matmul: shapes [2] and [5] do not broadcast (2 ≠ 5 at axis -1)
    matmul of whole numbers
      dtype.mismatch: matmul: expected operands all of f32 or all of f16 but received i32 [2, 2], f32 [2, 2]
      hint: cast them with x.to(…), or run inside autocast('f16', …), which does
    linear with other features
      linear.features: linear: x [2, 3] has 3 features but weight [5, 4] takes 4
    linear with a weight of three axes
      linear.rank: linear: expected x [..., in] and weight [out, in] but received [2, 3] and [1, 5, 3]
    linear with a bias that does not fit
      linear.bias: linear: expected a bias of shape [5] but received [3]
    linear with an unknown activation
      linear.activation: linear: expected an activation of gelu, gelu-tanh, relu, silu but received "swish"
    groupedMatmul of other features
      groupedMatmul.shape: groupedMatmul: expected x [N, K], weights [E, K, M] and offsets [E] or [E + 1] but received [7, 5], [2, 4, 6] and [2]
    groupedMatmul of other groups
      groupedMatmul.shape: groupedMatmul: expected x [N, K], weights [E, K, M] and offsets [E] or [E + 1] but received [7, 5], [2, 5, 6] and [4]
    groupedMatmul with offsets that are no whole numbers
      dtype.mismatch: groupedMatmul: expected offsets of i32 but received f32 [2]
    attention whose width does not divide
      attention.shape: attention: expected qkv [B, T, (2 + 2·2)·D] but received [2, 5, 25]
    attention without a batch
      attention.shape: attention: expected qkv [B, T, (2 + 2·2)·D] but received [5, 24]
    attention with heads that do not share evenly
      attention.heads: attention: expected nHeads to be a multiple of nKvHeads but received 3 and 2
    attention without heads
      attention.heads: attention: expected nHeads to be a multiple of nKvHeads but received 0 and 0
    attention with wide heads
      attention.headDim: attention: expected heads of at most 512 channels but received 513
      hint: use more heads
    attention with a dropout of 120 %
      dropout.probability: attention: expected a probability from 0 to 1 but received 1.2
    attention with dropout and no scope
      random.noScope: attention: expected to run inside a randomScope, which seeds it
      hint: wrap the step in randomScope({ seed, step }, () => …), or use p = 0
    separate heads of other widths
      attention.shape: scaledDotProductAttention: expected q [B, Tq, H, D] and k, v [B, Tk, Hkv, D] but received [1, 5, 2, 4], [1, 5, 2, 3], [1, 5, 2, 4]
    keys and values of other lengths
      attention.shape: scaledDotProductAttention: expected q [B, Tq, H, D] and k, v [B, Tk, Hkv, D] but received [1, 1, 2, 4], [1, 5, 2, 4], [1, 4, 2, 4]
    an offset before the first key
      attention.offset: scaledDotProductAttention: expected a whole offset of 0 or more but received -1
    a window of nothing
      attention.window: attention: expected a window of one position or more but received 0
    a bias for other tokens
      attention.bias: attention: expected a bias that broadcasts to [2, 2, 5, 5], whole in its last axis, but received [1, 1, 5, 4]
    a bias of five axes
      attention.bias: attention: expected a bias that broadcasts to [B, H, Tq, Tk], whole in its last axis, but received [1, 2, 2, 5, 5]
    documents as floats
      dtype.mismatch: attention: expected documents of i32 but received f32 [2, 5]
    documents of other tokens
      attention.documents: attention: expected documents [2, 5] that the queries at 0 to 4 are among but received [2, 4]
    documents where queries are past the keys
      attention.documents: scaledDotProductAttention: expected documents [1, 3] that the queries at 0 to 4 are among but received [1, 3]
    a cache of other width
      attention.shape: cachedAttention: expected q [B, T, 2·D] and caches [B, Tmax, 2·D] but received [2, 1, 12], [2, 9, 8], [2, 9, 8]
    a length beyond the cache
      attention.cache: cachedAttention: expected a length from 1 (the new tokens) to 9 (the cache) but received 10
    a length without the new tokens
      attention.cache: cachedAttention: expected a length from 4 (the new tokens) to 9 (the cache) but received 3
    a gradient through the cache
      autograd.noGradient: cachedAttention: has no gradient (it is for generation, where nothing is trained)
      hint: call it on a detach()ed tensor or inside noGrad"
  `);
});
