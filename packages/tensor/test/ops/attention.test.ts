/** Attention at the sizes of real models, against the same built from matmul and softmax. */
import { expect, test } from 'vitest';
import {
  attention,
  cachedAttention,
  randn,
  scope,
  softmax,
  tensor,
  where,
  type AttentionOptions,
  type Device,
  type Tensor,
} from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';
import { expectClose } from '../conformance/expectClose.ts';

/** [B, T, (H + 2·Hkv)·D] → [B, T, H·D] with a [T, T] buffer per head. */
function composed(qkv: Tensor, { nHeads, nKvHeads = nHeads, causal = true }: AttentionOptions): Tensor {
  const [batch = 0, tokens = 0, row = 0] = qkv.shape;
  const headDim = row / (nHeads + 2 * nKvHeads);
  const part = (from: number, heads: number) =>
    qkv
      .slice(2, from * headDim, (from + heads) * headDim)
      .reshape(batch, tokens, heads, headDim)
      .permute(0, 2, 1, 3);
  const shared = (x: Tensor) =>
    x
      .reshape(batch, nKvHeads, 1, tokens, headDim)
      .expand([batch, nKvHeads, nHeads / nKvHeads, tokens, headDim])
      .reshape(batch, nHeads, tokens, headDim);
  const [k, v] = [part(nHeads, nKvHeads), part(nHeads + nKvHeads, nKvHeads)].map(shared) as [Tensor, Tensor];
  let scores = part(0, nHeads).matmul(k, { transposeB: true }).div(Math.sqrt(headDim)); // [B, H, T, T]
  if (causal) {
    const visible = Int32Array.from({ length: tokens * tokens }, (_, i) => +(i % tokens <= i / tokens));
    const condition = tensor(visible, { shape: [tokens, tokens], device: qkv.device });
    scores = where(condition, scores, tensor(-1e30, { device: qkv.device }));
  }
  return softmax(scores)
    .matmul(v)
    .permute(0, 2, 1, 3)
    .reshape(batch, tokens, nHeads * headDim);
}

async function compare(device: Device, shape: readonly [number, number, number], options: AttentionOptions) {
  const [batch, tokens, headDim] = shape;
  const { nHeads, nKvHeads = nHeads } = options;
  const { x, results } = scope(() => {
    const x = randn([batch, tokens, (nHeads + 2 * nKvHeads) * headDim], {
      seed: 5,
      device,
      requiresGrad: true,
    });
    const weights = randn([batch, tokens, nHeads * headDim], { seed: 6, device });
    const results = [attention, composed].map((f) => {
      x.zeroGrad();
      const output = f(x, options);
      output.backward(weights);
      return { output, gradient: x.grad?.clone() ?? x };
    });
    return { x, results };
  });
  const [own, other] = results;
  if (!own || !other) throw new Error('two results');
  const what = `${device.kind} ${shape.join('x')}`;
  expectClose(`${what} output`, await own.output.data(), await other.output.data(), 4e-6);
  expectClose(`${what} gradient`, await own.gradient.data(), await other.gradient.data(), 2e-5);
  x.dispose();
  for (const { output, gradient } of results) {
    output.dispose();
    gradient.dispose();
  }
}

eachDevice((device, { kind }) => {
  test.for([
    [[2, 256, 16], { nHeads: 8 }],
    [[2, 70, 64], { nHeads: 3, causal: false }],
    [[1, 130, 128], { nHeads: 2, nKvHeads: 1 }],
    [[1, 140, 256], { nHeads: 2 }],
    // The CPU's blocks of 512 queries, and of 1,024 in the backward pass, 512 where heads are wide.
    ...(kind === 'cpu'
      ? ([
          [[4, 600, 16], { nHeads: 8, nKvHeads: 2 }],
          [[1, 1100, 48], { nHeads: 2, nKvHeads: 1 }],
          [[1, 1030, 20], { nHeads: 2, causal: false }],
          [[1, 540, 256], { nHeads: 1 }],
          // The widest heads: what a task holds of them just fits its scratch memory.
          [[1, 530, 512], { nHeads: 1 }],
          [[1, 530, 131], { nHeads: 2, causal: false }],
        ] as const)
      : []),
  ] as const)('attention %j is what matmul and softmax give', ([shape, options]) =>
    compare(device(), shape, options),
  );

  test('a mask of booleans hides where it is false', async () => {
    const results = scope(() => {
      const qkv = randn([1, 5, 24], { seed: 9, device: device() });
      const visible = tensor(
        Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_, j) => j <= i && i - j < 3)),
        { device: device() },
      );
      return [
        attention(qkv, { nHeads: 2, causal: false, bias: visible }),
        attention(qkv, { nHeads: 2, window: 3 }),
      ] as const;
    });
    expectClose('masked', await results[0].data(), await results[1].data(), 1e-6);
    for (const result of results) result.dispose();
  });

  test('token by token over a cache is the whole sequence at once', async () => {
    const [tokens, nHeads, nKvHeads, headDim] = [37, 4, 2, 16];
    const [q, k] = [nHeads * headDim, nKvHeads * headDim];
    const [whole, pieces] = scope(() => {
      const qkv = randn([2, tokens, q + 2 * k], { seed: 8, device: device() });
      const caches = [qkv.slice(2, q, q + k), qkv.slice(2, q + k, q + 2 * k)] as const;
      const queries = qkv.slice(2, 0, q);
      // A prompt, then one at a time.
      const ends = [20, ...Array.from({ length: tokens - 20 }, (_, i) => 21 + i)];
      const parts = ends.map((length, i) =>
        cachedAttention(queries.slice(1, ends[i - 1] ?? 0, length), ...caches, { nHeads, nKvHeads, length }),
      );
      return [attention(qkv, { nHeads, nKvHeads }), parts] as const;
    });
    const wanted = (await whole.data()) as Float32Array;
    let from = 0;
    for (const part of pieces) {
      const values = (await part.data()) as Float32Array;
      const count = values.length / 2;
      for (const b of [0, 1]) {
        const start = b * tokens * q + from;
        const piece = wanted.slice(start, start + count);
        expectClose('piece', values.slice(b * count, (b + 1) * count), piece, 2e-6);
      }
      from += count;
      part.dispose();
    }
    expect(from).toBe(tokens * q);
    whole.dispose();
  });
});
