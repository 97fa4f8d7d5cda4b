import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adamwStep, clipScale, globalNorm, scope, tensor, zeros, type Tensor } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

/** Ten steps of torch.optim.AdamW with clip_grad_norm_, computed in f64 by tools/reference/adamw.py. */
interface Trajectory {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly maxNorm: number;
  readonly starts: number[][];
  readonly targets: number[][];
  readonly curvatures: number[][];
  readonly steps: { readonly loss: number; readonly norm: number; readonly params: number[][] }[];
}

const path = new URL('../fixtures/adamwTrajectory.json', import.meta.url);
const wanted = JSON.parse(readFileSync(path, 'utf8')) as Trajectory;

eachDevice((device) => {
  test('follows torch.optim.AdamW with clipping for ten steps', async () => {
    const on = { device: device() };
    const { targets, curvatures, maxNorm, steps, starts, ...settings } = wanted;
    const live = device().memory().liveBuffers;
    const params = starts.map((start) => tensor(start, { ...on, requiresGrad: true }).keep());
    const moments = starts.map((start) => [
      zeros([start.length], on).keep(),
      zeros([start.length], on).keep(),
    ]);
    for (const [i, figures] of steps.entries()) {
      const { loss, norm } = scope(() => {
        const losses = params.map((param, k) => {
          const away = param.add(
            tensor(
              (targets[k] ?? []).map((value) => -value),
              on,
            ),
          );
          return away
            .mul(away)
            .mul(tensor(curvatures[k] ?? [], on))
            .mul(0.5)
            .sum();
        });
        const loss = losses.reduce((sum, one) => sum.add(one));
        loss.backward();
        const gradients = params.map(gradientOf);
        const norm = globalNorm(gradients);
        const gradScale = clipScale(norm, maxNorm);
        params.forEach((param, k) => {
          const [m, v] = moments[k] as [Tensor, Tensor];
          adamwStep(param, gradientOf(param), m, v, { ...settings, step: i + 1, gradScale });
          param.zeroGrad();
        });
        return { loss, norm };
      });
      expect(relative(await loss.item(), figures.loss), `loss of step ${i + 1}`).toBeLessThan(1e-6);
      expect(relative(await norm.item(), figures.norm), `norm of step ${i + 1}`).toBeLessThan(1e-6);
      loss.dispose();
      norm.dispose();
      for (const [k, param] of params.entries()) {
        const got = await param.data();
        figures.params[k]?.forEach((value, at) => {
          expect(relative(got[at] ?? NaN, value), `parameter ${k}, ${at}, step ${i + 1}`).toBeLessThan(1e-6);
        });
      }
    }
    for (const one of [...params, ...moments.flat()]) one.dispose();
    expect(device().memory().liveBuffers).toBe(live);
  });

  test('without clipping, over more than one block, counts as a write', async () => {
    const n = 5003;
    const on = { device: device() };
    const start = Float32Array.from({ length: n }, (_, i) => Math.sin(i));
    const slope = Float32Array.from({ length: n }, (_, i) => Math.cos(3 * i));
    const [param, gradient, m, v] = [tensor(start, on), tensor(slope, on), zeros([n], on), zeros([n], on)];
    const version = param.storageVersion;
    adamwStep(param, gradient, m, v, {
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      weightDecay: 0.1,
      step: 1,
    });
    expect(param.storageVersion).toBeGreaterThan(version);
    // In the first step the corrected moments are the gradient and its square.
    const got = await param.data();
    const far = Array.from(got, (value, i) => {
      const g = slope[i] ?? NaN;
      return Math.abs(value - ((start[i] ?? NaN) * (1 - 0.001) - (0.01 * g) / (Math.abs(g) + 1e-8)));
    });
    expect(Math.max(...far)).toBeLessThan(2e-7);
    for (const one of [param, gradient, m, v]) one.dispose();
  });

  test('does nothing to an empty parameter', async () => {
    const empty = [0, 1, 2, 3].map(() => zeros([0], { device: device() }));
    const [param, gradient, m, v] = empty as [Tensor, Tensor, Tensor, Tensor];
    adamwStep(param, gradient, m, v, {
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      weightDecay: 0.1,
      step: 1,
    });
    expect(await param.data()).toEqual(new Float32Array(0));
    for (const one of empty) one.dispose();
  });

  describe('refuses', () => {
    const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0, step: 1 };
    const of = (...shape: number[]) => zeros(shape, { device: device() });

    test('tensors of different shapes', () => {
      expect(() =>
        adamwStep(of(2, 3), of(3, 2), of(2, 3), of(2, 3), options),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: adamwStep: expected grad of param's shape [2, 3] but received [3, 2]]`,
      );
    });
    test('other dtypes', () => {
      const m = zeros([3], { device: device(), dtype: 'i32' });
      expect(() => adamwStep(of(3), of(3), m, of(3), options)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: adamwStep: expected m of f32 but received i32 [3]]`,
      );
    });
    test('a scale that is no scalar', () => {
      const gradScale = of(2);
      expect(() =>
        adamwStep(of(3), of(3), of(3), of(3), { ...options, gradScale }),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: adamwStep: expected gradScale to be a scalar but received shape [2]]`,
      );
    });
    test('steps counted from 0', () => {
      expect(() =>
        adamwStep(of(3), of(3), of(3), of(3), { ...options, step: 0 }),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: adamwStep: expected a step counted from 1 but received 0]`,
      );
    });
    test('parameters that were computed', () => {
      const param = of(3).requiresGrad_().exp();
      expect(() => adamwStep(param, of(3), of(3), of(3), options)).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: adamwStep: param of shape [3] was computed by exp; expected a leaf]`,
      );
    });
  });
});

function gradientOf(param: Tensor): Tensor {
  if (!param.grad) throw new Error('expected a gradient');
  return param.grad;
}

function relative(got: number, value: number): number {
  return Math.abs(got - value) / Math.max(0.1, Math.abs(value));
}
