import { describe, expect, test } from 'vitest';
import { compile, fillInto, full, runIf, scope, sgdStep, tensor, type Tensor } from '../src/index.ts';
import { eachDevice } from './eachDevice.ts';

eachDevice((device) => {
  const make = (values: number[]): Tensor => tensor(values, { device: device() }).keep();

  describe('runIf', () => {
    test('does everything or nothing, as the device finds out, eager and compiled', async () => {
      const weights = make([1, 2, 3, 4, 5]);
      // A product, a sum through workgroup memory and an update: several kernels, with temporaries.
      const step = (loss: Tensor) => {
        const finite = loss.isFinite();
        runIf(finite, () => {
          const grad = weights.mul(weights).sum().expand([5]);
          sgdStep(weights, grad, null, { learningRate: 0.1, weightDecay: 0 });
        });
        return finite.to('f32');
      };
      const compiled = compile(step, { device: device() });
      let wanted = [1, 2, 3, 4, 5];
      for (const run of [(loss: Tensor) => scope(() => step(loss)), compiled]) {
        for (const loss of [1, NaN, 2, Infinity]) {
          const given = tensor(loss, { device: device() });
          const proceed = run(given);
          if (Number.isFinite(loss)) {
            const sum = Math.fround(wanted.reduce((total, w) => total + w * w, 0));
            wanted = wanted.map((w) => Math.fround(w - Math.fround(0.1) * sum));
          }
          expect(await proceed.item()).toBe(Number.isFinite(loss) ? 1 : 0);
          const got = await weights.data();
          got.forEach((value, i) => {
            const expected = wanted[i] ?? NaN;
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
          });
          wanted = [...got];
          for (const one of [given, proceed]) one.dispose();
        }
      }
      compiled.dispose();
      weights.dispose();
    });

    test('leaves memory as it was, bit for bit', async () => {
      const [zero, one, kept] = [make([0]), make([1]), make([7, 8, 9])];
      runIf(zero, () => fillInto(kept, 1));
      expect([...(await kept.data())]).toEqual([7, 8, 9]);
      runIf(one, () => fillInto(kept, 1));
      expect([...(await kept.data())]).toEqual([1, 1, 1]);
      for (const tensor of [zero, one, kept]) tensor.dispose();
    });

    test('says what it takes', () => {
      scope(() => {
        const one = make([1]);
        expect(() => runIf(make([1, 2]), () => 0)).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: runIf: expected a condition of one number of f32, i32, u32 or bool but received f32 [2]]`,
        );
        expect(() => runIf(one.to('f16'), () => 0)).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: runIf: expected a condition of one number of f32, i32, u32 or bool but received f16 [1]]`,
        );
        expect(() => runIf(one, () => runIf(one, () => 0))).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: runIf: expected to run by itself but received a runIf inside another]`,
        );
        expect(() =>
          runIf(one, () => {
            throw new Error('mine');
          }),
        ).toThrow('mine');
        expect(full([1], 2, { device: device() }).size).toBe(1);
      });
    });
  });
});
