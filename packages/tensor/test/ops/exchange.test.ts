import { expect, test } from 'vitest';
import { exchange, tensor, zeros } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  test('exchange gives each the values of the other, bit for bit', async () => {
    const on = { device: device() };
    const left = Float32Array.from({ length: 1307 }, (_, i) => (i === 7 ? NaN : Math.sin(i)));
    const right = Float32Array.from({ length: 1307 }, (_, i) => (i === 9 ? -0 : Math.cos(i)));
    const [a, b, other] = [tensor(left, on), tensor(right, on), zeros([1, 1307], on)];
    exchange(a, b);
    expect(await a.data()).toEqual(right);
    expect(await b.data()).toEqual(left);
    expect(() => exchange(a, other)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: exchange: expected b of a's shape [1307] but received [1, 1307]]`,
    );
    for (const one of [a, b, other]) one.dispose();
  });
});
