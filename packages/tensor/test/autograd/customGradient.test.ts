import { describe, expect, test } from 'vitest';
import { compile, customGradient, fillInto, scope, sign, tensor, type Tensor } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

/** x·σ(x), whose gradient from saved σ is σ + y·(1 − σ). */
const swish = customGradient<[Tensor], Tensor>({
  name: 'swish',
  forward(context, x) {
    const s = x.sigmoid();
    const y = x.mul(s);
    context.save(s, y);
    return y;
  },
  backward(context, gradient) {
    const [s, y] = context.saved as [Tensor, Tensor];
    return gradient.mul(s.add(y.mul(s.neg().add(1))));
  },
});

/** The sign, with the gradient of the identity. */
const signThrough = customGradient<[Tensor], Tensor>({
  name: 'signThrough',
  forward: (_, x) => sign(x),
  backward: (_, gradient) => gradient,
});

/** Sum and product, of which the second input takes no gradient. */
const sumAndProduct = customGradient<[Tensor, Tensor], readonly [Tensor, Tensor]>({
  name: 'sumAndProduct',
  forward(context, a, b) {
    context.save(b);
    return [a.add(b), a.mul(b)];
  },
  backward: ({ saved, needs }, ofSum, ofProduct) => {
    expect(needs).toEqual([true, false]);
    return [ofSum.add(ofProduct.mul(saved[0] as Tensor)), null];
  },
});

eachDevice((device) => {
  const leaf = (values: number[]) => tensor(values, { device: device(), requiresGrad: true });
  const constant = (values: number[]) => tensor(values, { device: device() });

  describe('customGradient', () => {
    test('differentiates by its own backward', async () => {
      const [x, twin] = [leaf([-3, -0.5, 0, 2]), leaf([-3, -0.5, 0, 2])];
      const [y, expected] = [swish(x.mul(2)).exp(), twin.mul(2).silu().exp()];
      y.sum().backward();
      expected.sum().backward();
      const got = Array.from((await x.grad?.data()) ?? []);
      const wanted = Array.from((await twin.grad?.data()) ?? []);
      expect(wanted.length).toBe(4);
      wanted.forEach((v, i) => expect(got[i]).toBeCloseTo(v, 4));
    });

    test('gives gradients that no operation has', async () => {
      const x = leaf([-2, 3]);
      const y = signThrough(x);
      expect(await y.data()).toEqual(new Float32Array([-1, 1]));
      y.mul(constant([5, 7]))
        .sum()
        .backward();
      expect(await x.grad?.data()).toEqual(new Float32Array([5, 7]));
    });

    test('takes several inputs and gives several results, unused ones too', async () => {
      const x = leaf([1, 2]);
      const [sum, product] = sumAndProduct(x, constant([3, 4]));
      sum.add(product).sum().backward();
      expect(await x.grad?.data()).toEqual(new Float32Array([4, 5]));
      x.zeroGrad();
      sumAndProduct(x, constant([3, 4]))[1]
        .sum()
        .backward();
      expect(await x.grad?.data()).toEqual(new Float32Array([3, 4]));
    });

    test('keeps what was saved and frees the rest', () => {
      const x = leaf([1, 2]);
      const before = device().memory().liveBuffers;
      scope(() => {
        const y = swish(x);
        // σ(x) and x·σ(x), which is the result as well.
        expect(device().memory().liveBuffers).toBe(before + 2);
        y.sum().backward();
      });
      expect(device().memory().liveBuffers).toBe(before + 1);
      scope(() => {
        swish(x.detach());
        expect(device().memory().liveBuffers).toBe(before + 2);
      });
    });

    test('runs in compiled steps', async () => {
      const x = leaf([-1, 0.5, 2]);
      const take = (scale: Tensor) => {
        swish(signThrough(x.mul(scale)).add(x))
          .sum()
          .backward();
        const gradient = x.grad?.clone();
        x.zeroGrad();
        return gradient as Tensor;
      };
      const compiled = compile(take, { device: device() });
      for (const factor of [1, 3]) {
        const scale = constant([factor, factor, factor]);
        expect(await compiled(scale).data()).toEqual(await scope(() => take(scale)).data());
      }
      expect(compiled.traces).toBe(1);
    });

    test('refuses what does not fit', () => {
      const x = leaf([1, 2]);
      const wrong = (returned: Tensor | null | readonly null[]) =>
        customGradient<[Tensor], Tensor>({
          name: 'wrong',
          forward: (_, a) => a.mul(1),
          backward: () => returned,
        })(x);
      expect(() => wrong([null, null]).sum().backward()).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: wrong: expected backward to return 1 gradients, one for each input, but received 2]`,
      );
      expect(() =>
        wrong(constant([1]))
          .sum()
          .backward(),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: wrong: expected a gradient of f32 [2] for input 0 but received f32 [1]]`,
      );
      const whole = customGradient<[Tensor], Tensor>({
        name: 'whole',
        forward: (_, a) => a.to('i32'),
        backward: () => null,
      });
      expect(() => whole(x)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: whole: expected forward to return f32 or f16 first but received i32]`,
      );
      const y = swish(x);
      fillInto(y, 0);
      expect(() => y.sum().backward()).toThrow('was changed in place');
    });
  });
});
