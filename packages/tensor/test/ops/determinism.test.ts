/** Gradients that are sums over rows come out the same to the last bit, however the rows are shared out. */
import { expect, test } from 'vitest';
import {
  crossEntropy,
  embedding,
  globalNorm,
  layerNorm,
  openDevice,
  Random,
  randn,
  rmsNorm,
  tensor,
  type Device,
  type Tensor,
} from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

const rows = 3001;
const columns = 130;
const tokens = 257;

/** Gradients and sums over many rows, as host values. */
async function sums(device: Device): Promise<Record<string, ArrayLike<number>>> {
  const random = new Random(7);
  const on = { device };
  const x = randn([rows, columns], { seed: 1, ...on });
  const weight = randn([columns], { seed: 2, ...on }).requiresGrad_();
  const bias = randn([columns], { seed: 3, ...on }).requiresGrad_();
  const scale = randn([columns], { seed: 4, ...on }).requiresGrad_();
  const table = randn([tokens, columns], { seed: 5, ...on }).requiresGrad_();
  // Few ids are frequent, as in text.
  const ids = tensor(
    Int32Array.from({ length: rows }, () => tokens * random.uniform() ** 4),
    on,
  );
  layerNorm(x, weight, bias).backward(randn([rows, columns], { seed: 6, ...on }));
  rmsNorm(x, scale).backward(randn([rows, columns], { seed: 7, ...on }));
  embedding(ids, table).backward(x);
  const found: Record<string, Tensor | null> = {
    loss: crossEntropy(
      x,
      tensor(
        Int32Array.from({ length: rows }, () => random.integer(columns)),
        on,
      ),
    ),
    norm: globalNorm([x, table]),
    weight: weight.grad,
    bias: bias.grad,
    scale: scale.grad,
    table: table.grad,
  };
  const values: Record<string, ArrayLike<number>> = {};
  for (const [name, one] of Object.entries(found)) values[name] = (await one?.data()) ?? [];
  return values;
}

eachDevice((device) => {
  test('sums over rows repeat exactly', async () => {
    const first = await sums(device());
    expect(first.table?.length).toBe(tokens * columns);
    expect(await sums(device())).toEqual(first);
  });
});

test('sums over rows do not depend on the number of threads', async () => {
  const results = [];
  for (const threads of [1, 2, 5]) {
    const device = await openDevice('cpu', { threads });
    results.push(await sums(device));
    await device.close();
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
