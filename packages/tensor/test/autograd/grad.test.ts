import { describe, expect, test } from 'vitest';
import { grad, tensor } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  const leaf = (values: number[]) => tensor(values, { device: device(), requiresGrad: true });

  describe('grad', () => {
    test('gives gradients of leaves and intermediates, and leaves .grad alone', async () => {
      const [x, w] = [leaf([1, 2]), leaf([3, 4])];
      const y = x.mul(w);
      const [dy, dx] = grad(y.mul(y).sum(), [y, x]);
      expect(await dy?.data()).toEqual(new Float32Array([6, 16]));
      expect(await dx?.data()).toEqual(new Float32Array([18, 64]));
      expect([x.grad, w.grad]).toEqual([null, null]);
    });

    test('sums over outputs, each with its own gradient', async () => {
      const x = leaf([1, 2]);
      const [dx] = grad([x.mul(x), x.exp().sum()], [x], {
        gradients: [tensor([1, 10], { device: device() })],
      });
      const values = Array.from((await dx?.data()) ?? []);
      [2 + Math.exp(1), 40 + Math.exp(2)].forEach((v, i) => expect(values[i]).toBeCloseTo(v, 4));
    });

    test('uses up no more of the graph than it goes through', async () => {
      const [x, w] = [leaf([1, 2]), leaf([3, 4])];
      const side = w.exp();
      grad(x.mul(x).add(side.detach()).sum(), [x]);
      const [dw] = grad(side.sum(), [w]);
      expect((await dw?.data())?.[0]).toBeCloseTo(Math.exp(3), 3);
    });

    test('refuses what the outputs do not depend on, and a second use', () => {
      const [x, w] = [leaf([1, 2]), leaf([3, 4])];
      const loss = x.mul(x).sum();
      expect(() => grad(loss, [x, w])).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: grad: the outputs do not depend on input 1 of shape [2]]`,
      );
      expect(() => grad(loss, [x])).toThrow('already used by an earlier backward');
      expect(() => grad(x.mul(x), [x])).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: grad: expected a scalar or an explicit gradient but received shape [2]]`,
      );
    });
  });
});
