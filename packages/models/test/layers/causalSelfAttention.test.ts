import { noGrad, randn, scope, tensor, type Tensor } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { CausalSelfAttention, KvCache, ParameterFactory } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

describe('CausalSelfAttention', () => {
  eachDevice((device) => {
    const make = (options: Partial<ConstructorParameters<typeof CausalSelfAttention>[0]> = {}) =>
      new CausalSelfAttention(
        {
          dModel: 24,
          nHeads: 6,
          nKvHeads: 2,
          rotaryBase: 10_000,
          bias: true,
          dropout: 0,
          std: 0.3,
          residualStd: 0.3,
          ...options,
        },
        new ParameterFactory({ seed: 1, device: device() }),
      );

    test('with a cache, in any portions, gives what it gives without', async () => {
      const attention = make();
      const x = randn([2, 9, 24], { seed: 2, device: device() });
      const whole = await attention.forward(x).data();
      const cache = new KvCache({ nLayers: 1, batch: 2, maxLength: 10, width: 8, device: device() });
      let from = 0;
      for (const count of [4, 1, 3, 1]) {
        const part = x.slice(1, from, from + count);
        const got = await noGrad(() => attention.forward(part, cache.layers[0])).data();
        cache.advance(count);
        for (let row = 0; row < 2; row++) {
          const expected = whole.slice((row * 9 + from) * 24, (row * 9 + from + count) * 24);
          const received = got.slice(row * count * 24, (row + 1) * count * 24);
          expected.forEach((value, i) => expect(received[i]).toBeCloseTo(value, 4));
        }
        from += count;
      }
      cache.dispose();
    });

    test('sees nothing that comes later', async () => {
      const attention = make({ rotaryBase: null, nKvHeads: 6 });
      const values = await randn([1, 5, 24], { seed: 3, device: device() }).data();
      const run = async (data: typeof values) => {
        const out: Tensor = scope(() =>
          attention.forward(tensor(data, { shape: [1, 5, 24], device: device() })),
        );
        return Array.from(await out.data());
      };
      const before = await run(values);
      values.fill(9, 3 * 24);
      const after = await run(values);
      expect(after.slice(0, 3 * 24)).toEqual(before.slice(0, 3 * 24));
      expect(after.slice(3 * 24)).not.toEqual(before.slice(3 * 24));
    });
  });
});
