import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, scope, sgdStep, tensor, variable, zeros, type SgdOptions } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

/** Six steps of torch.optim.SGD per setting, computed in f64 by tools/reference/optimizers.py. */
interface Trajectories {
  readonly start: number[];
  readonly target: number[];
  readonly curvature: number[];
  readonly runs: { readonly options: SgdOptions; readonly params: number[][] }[];
}

const path = new URL('../fixtures/sgdTrajectories.json', import.meta.url);
const { start, target, curvature, runs } = JSON.parse(readFileSync(path, 'utf8')) as Trajectories;

eachDevice((device) => {
  test.each(runs)('follows torch.optim.SGD with $options', async ({ options, params }) => {
    const on = { device: device() };
    const live = device().memory().liveBuffers;
    const param = tensor(start, on);
    const velocity = options.momentum ? zeros([start.length], on) : null;
    // Twice the gradient with a scale of one half.
    const gradScale = tensor(0.5, on);
    const bend = tensor(
      curvature.map((c) => 2 * c),
      on,
    );
    const goal = tensor(target, on);
    for (const [i, wanted] of params.entries()) {
      const away = param.sub(goal);
      const grad = away.mul(bend);
      sgdStep(param, grad, velocity, { ...options, step: i + 1, gradScale });
      away.dispose();
      grad.dispose();
      const got = await param.data();
      wanted.forEach((value, at) => {
        expect(Math.abs((got[at] ?? NaN) - value), `${at} in step ${i + 1}`).toBeLessThan(1e-6);
      });
    }
    for (const one of [param, velocity, gradScale, bend, goal]) one?.dispose();
    expect(device().memory().liveBuffers).toBe(live);
  });

  test('reads its rate and step anew in a compiled step', async () => {
    const on = { device: device() };
    const learningRate = variable(0.1);
    const step = variable(1);
    const options = { learningRate, step, momentum: 0.9, dampening: 0.5 };
    const [param, velocity, grad] = [tensor([1], on), zeros([1], on), tensor([2], on)];
    const compiled = compile(() => scope(() => sgdStep(param, grad, velocity, options)), on);
    compiled();
    step.value = 2;
    learningRate.value = 0.01;
    compiled();
    expect(compiled.traces).toBe(1);
    // Velocity 2, then 0.9 · 2 + 0.5 · 2.
    expect((await param.data())[0]).toBeCloseTo(1 - 0.1 * 2 - 0.01 * 2.8, 6);
    compiled.dispose();
    for (const one of [param, velocity, grad]) one.dispose();
  });

  test('takes several blocks, and nothing', async () => {
    const on = { device: device() };
    const n = 5003;
    const values = Float32Array.from({ length: n }, (_, i) => Math.sin(i));
    const slopes = Float32Array.from({ length: n }, (_, i) => Math.cos(3 * i));
    const [param, grad, velocity] = [tensor(values, on), tensor(slopes, on), zeros([n], on)];
    const version = param.storageVersion;
    sgdStep(param, grad, velocity, { learningRate: 0.5, momentum: 0.9 });
    expect(param.storageVersion).toBeGreaterThan(version);
    const got = await param.data();
    const far = Array.from(got, (x, i) => Math.abs(x - ((values[i] ?? NaN) - 0.5 * (slopes[i] ?? NaN))));
    expect(Math.max(...far)).toBeLessThan(2e-7);
    const empty = zeros([0], on);
    sgdStep(empty, empty, null, { learningRate: 0.5 });
    for (const one of [param, grad, velocity, empty]) one.dispose();
  });

  describe('refuses', () => {
    const of = (...shape: number[]) => zeros(shape, { device: device() });

    test('tensors of different shapes', () => {
      expect(() => sgdStep(of(2, 3), of(3, 2), null, { learningRate: 1 })).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: sgdStep: expected grad of param's shape [2, 3] but received [3, 2]]`,
      );
    });
    test('momentum without a velocity', () => {
      expect(() =>
        sgdStep(of(2), of(2), null, { learningRate: 1, momentum: 0.9 }),
      ).toThrowErrorMatchingInlineSnapshot(`[CraftError: sgdStep: expected a velocity for momentum 0.9]`);
    });
    test('nesterov with dampening', () => {
      expect(() =>
        sgdStep(of(2), of(2), of(2), { learningRate: 1, momentum: 0.9, dampening: 0.1, nesterov: true }),
      ).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: sgdStep: expected nesterov with momentum and without dampening but received momentum 0.9, dampening 0.1]`,
      );
    });
    test('parameters that were computed', () => {
      const param = of(3).requiresGrad_().exp();
      expect(() => sgdStep(param, of(3), null, { learningRate: 1 })).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: sgdStep: param of shape [3] was computed by exp; expected a leaf]`,
      );
    });
  });
});
