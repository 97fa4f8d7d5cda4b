import { expect, test } from 'vitest';
import { noGrad, randn, rotary, tensor } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  test('the table of angles grows, and an older graph still turns back', async () => {
    const options = { nHeads: 1, base: 77 };
    const x = randn([1, 5, 12], { seed: 1, device: device() }).requiresGrad_();
    const y = rotary(x, options);
    const live = device().memory().liveBuffers;
    noGrad(() => rotary(x, { ...options, offset: 4000 })).dispose();
    // The old one goes when it is collected.
    expect(device().memory().liveBuffers).toBeLessThanOrEqual(live + 1);
    y.backward(y.detach());
    // Turning back what was turned gives x again.
    const [got, wanted] = [(await x.grad?.data()) ?? [], await x.data()];
    wanted.forEach((value, i) => expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-6));
  });

  test('a dynamic base leaves no tables behind', () => {
    const scaling = { type: 'dynamic', factor: 2, originalLength: 4 } as const;
    const x = randn([1, 5, 12], { seed: 1, device: device() });
    const live = device().memory().liveBuffers;
    for (const offset of [0, 1, 2]) rotary(x, { nHeads: 1, scaling, offset }).dispose();
    expect(device().memory().liveBuffers).toBe(live);
    x.dispose();
  });

  test('is within 1e-7 of a rotation in f64 up to position 32,767', async () => {
    const length = 32768;
    const headSize = 4;
    // Every query is (1, 0) in each pair: the result is the cosine and the sine of its angle.
    const x = tensor(
      Float32Array.from({ length: length * 3 * headSize }, (_, i) => (i % 12 < 2 ? 1 : 0)),
      {
        shape: [1, length, 3 * headSize],
        device: device(),
      },
    );
    const y = rotary(x, { nHeads: 1 });
    const got = await y.data();
    let worst = 0;
    for (let position = 0; position < length; position++) {
      for (const [i, frequency] of [1, 0.01].entries()) {
        const at = position * 3 * headSize + i;
        worst = Math.max(
          worst,
          Math.abs((got[at] ?? NaN) - Math.cos(position * frequency)),
          Math.abs((got[at + 2] ?? NaN) - Math.sin(position * frequency)),
        );
      }
    }
    expect(worst).toBeLessThan(1e-7);
    x.dispose();
    y.dispose();
  });
});
