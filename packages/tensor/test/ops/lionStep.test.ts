import { expect, test } from 'vitest';
import { lionStep, tensor, zeros } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

const options = { learningRate: 0.03, beta1: 0.9, beta2: 0.97, weightDecay: 0.2 };

eachDevice((device) => {
  // PyTorch has no Lion: the paper's algorithm in f64.
  test('is algorithm 2 of Chen et al. 2023 over five steps', async () => {
    const on = { device: device() };
    const n = 1307;
    const params = Float64Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i)));
    const moments = new Float64Array(n);
    const [param, m, gradScale] = [tensor(Float32Array.from(params), on), zeros([n], on), tensor(0.25, on)];
    for (let step = 0; step < 5; step++) {
      const slopes = Float32Array.from({ length: n }, (_, i) => (i % 7 === 0 ? 0 : Math.cos(i * (step + 2))));
      const grad = tensor(slopes, on);
      lionStep(param, grad, m, { ...options, gradScale });
      grad.dispose();
      params.forEach((value, i) => {
        const g = 0.25 * (slopes[i] ?? NaN);
        const before = moments[i] ?? NaN;
        const direction = Math.sign(options.beta1 * before + (1 - options.beta1) * g);
        params[i] = value - options.learningRate * (direction + options.weightDecay * value);
        moments[i] = options.beta2 * before + (1 - options.beta2) * g;
      });
    }
    const [got, gotM] = [await param.data(), await m.data()];
    expect(Math.max(...params.map((value, i) => Math.abs(value - (got[i] ?? NaN))))).toBeLessThan(1e-6);
    expect(Math.max(...moments.map((value, i) => Math.abs(value - (gotM[i] ?? NaN))))).toBeLessThan(1e-7);
    for (const one of [param, m, gradScale]) one.dispose();
  });

  test('leaves nothing of a NaN hidden and takes empty parameters', async () => {
    const on = { device: device() };
    const [param, grad, m] = [tensor([1, 1], on), tensor([NaN, 0], on), zeros([2], on)];
    lionStep(param, grad, m, { ...options, weightDecay: 0 });
    expect([...(await param.data())]).toEqual([NaN, 1]);
    const empty = zeros([0], on);
    lionStep(empty, empty, empty, options);
    for (const one of [param, grad, m, empty]) one.dispose();
  });

  test('refuses a momentum of another shape', () => {
    const [param, m] = [zeros([2], { device: device() }), zeros([1, 2], { device: device() })];
    expect(() => lionStep(param, param, m, options)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: lionStep: expected m of param's shape [2] but received [1, 2]]`,
    );
    param.dispose();
    m.dispose();
  });
});
