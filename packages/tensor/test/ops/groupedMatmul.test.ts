/** A layer of experts on the device: which rows go to which expert never comes to the host. */
import { expect, test } from 'vitest';
import { embedding, groupedMatmul, noGrad, scope, sortIds, tensor, uniform } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  test('rows sorted by expert, multiplied and put back', async () => {
    const experts = Int32Array.from([3, 0, 3, 1, 3, 0, 0, 3, 1, 3]);
    const { out, x, weights } = scope(() => {
      const on = { device: device(), low: -1, seed: 4 };
      const x = uniform([experts.length, 6], on);
      const weights = uniform([4, 6, 5], { ...on, stream: 1 });
      const { order, starts } = noGrad(() => sortIds(tensor(experts, on), 4));
      const back = noGrad(() => sortIds(order, experts.length)).order;
      const out = embedding(back, groupedMatmul(embedding(order, x), weights, starts));
      return { out, x, weights };
    });
    const [got, rows, matrices] = [await out.data(), await x.data(), await weights.data()];
    experts.forEach((expert, i) => {
      for (let j = 0; j < 5; j++) {
        let wanted = 0;
        for (let k = 0; k < 6; k++) {
          wanted += (rows[i * 6 + k] ?? NaN) * (matrices[(expert * 6 + k) * 5 + j] ?? NaN);
        }
        expect(got[i * 5 + j]).toBeCloseTo(wanted, 5);
      }
    });
    for (const one of [out, x, weights]) one.dispose();
  });
});
