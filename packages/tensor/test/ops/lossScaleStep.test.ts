import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adamwStep, compile, full, lossScaleStep, scope, tensor, type Tensor } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

interface TorchSteps {
  readonly growthInterval: number;
  readonly steps: readonly {
    infinite: boolean;
    used: number;
    updated: boolean;
    scale: number;
    growthTracker: number;
  }[];
}

const torch = JSON.parse(
  readFileSync(new URL('../fixtures/lossScale.json', import.meta.url), 'utf8'),
) as TorchSteps;

eachDevice((device) => {
  const scalar = (value: number): Tensor => full([], value, { device: device() }).keep();

  describe('lossScaleStep', () => {
    test("moves the scale as PyTorch's GradScaler does, eager and compiled", async () => {
      for (const isCompiled of [false, true]) {
        const state = { scale: scalar(2 ** 16), growthTracker: scalar(0), skipped: scalar(0) };
        const rates = { growthFactor: 2, backoffFactor: 0.5, growthInterval: torch.growthInterval };
        const judge = (norm: Tensor) => lossScaleStep(norm, state, rates);
        const compiled = compile(judge, { device: device() });
        let skipped = 0;
        for (const [i, { infinite, used, updated, scale, growthTracker }] of torch.steps.entries()) {
          const value = infinite ? (i % 2 ? NaN : -Infinity) : used * 3;
          const norm = tensor([value], { device: device() }).reshape([]);
          const verdict = (isCompiled ? compiled : judge)(norm);
          if (!updated) skipped++;
          const of = (one: Tensor) => one.item();
          expect(
            {
              proceed: await of(verdict.proceed),
              unscale: await of(verdict.unscale),
              scale: await of(state.scale),
              growthTracker: await of(state.growthTracker),
              skipped: await of(state.skipped),
            },
            `step ${i}`,
          ).toEqual({ proceed: updated ? 1 : 0, unscale: 1 / used, scale, growthTracker, skipped });
          if (updated) expect(await of(verdict.gradNorm)).toBe(3);
          for (const one of [norm, verdict.gradNorm, verdict.unscale, verdict.proceed]) one.dispose();
        }
        compiled.dispose();
        for (const one of Object.values(state)) one.dispose();
      }
    });

    test('leaves a scale that cannot grow', async () => {
      const state = { scale: scalar(2 ** 127), growthTracker: scalar(0), skipped: scalar(0) };
      const rates = { growthFactor: 2, backoffFactor: 0.5, growthInterval: 1 };
      scope(() => void lossScaleStep(tensor(1, { device: device() }), state, rates));
      expect(await state.scale.item()).toBe(2 ** 127);
      for (const one of Object.values(state)) one.dispose();
    });

    test('says what it takes', () => {
      const state = { scale: scalar(1), growthTracker: scalar(0), skipped: scalar(0) };
      const rates = { growthFactor: 2, backoffFactor: 0.5, growthInterval: 1 };
      scope(() =>
        expect(() =>
          lossScaleStep(tensor([1, 2], { device: device() }), state, rates),
        ).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: lossScaleStep: expected scalars of f32 but received f32 [2]]`,
        ),
      );
      for (const one of Object.values(state)) one.dispose();
    });
  });

  test('adamwStep takes skipped steps off its count', async () => {
    const run = async (steps: readonly number[], skipped: number | null) => {
      const [param, m, v] = [1, 0, 0].map((value) => full([5], value, { device: device() }).keep());
      const grad = tensor([1, -2, 3e-3, 0.5, 0], { device: device() });
      const off = skipped === null ? undefined : scalar(skipped);
      for (const step of steps) {
        adamwStep(param as Tensor, grad, m as Tensor, v as Tensor, {
          ...{ learningRate: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.1, step },
          skipped: off,
        });
      }
      const values = [...((await param?.data()) ?? [])];
      for (const one of [param, m, v, grad, off]) one?.dispose();
      return values;
    };
    for (const [first, skipped] of [
      [4, 3],
      [505, 4],
    ] as const) {
      const steps = [0, 1, 2].map((i) => first + i);
      const wanted = await run(
        steps.map((step) => step - skipped),
        null,
      );
      const got = await run(steps, skipped);
      got.forEach((value, i) => expect(Math.abs(value - (wanted[i] ?? NaN))).toBeLessThan(3e-7));
    }
  });
});
