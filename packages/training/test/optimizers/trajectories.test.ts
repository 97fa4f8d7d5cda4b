import { readFileSync } from 'node:fs';
import { componentSchema, createRegistry } from '@craft/config';
import { randomScope, tensor, type Device, type Tensor } from '@craft/tensor';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { CompiledTraining } from '../../src/compiledTraining.ts';
import { optimizerComponents } from '../../src/components.ts';
import type { Optimizer, SavedOptimizerState } from '../../src/optimizers/optimizer.ts';
import type { Task } from '../../src/task.ts';
import { runStep } from '../../src/trainingStep.ts';
import { eachDevice } from '../support/eachDevice.ts';

/** Ten steps of torch.optim's optimizers and of Lion's own code, computed in f64 by tools/reference/trajectories.py. */
interface Fixture {
  readonly problem: Record<
    string,
    { shape: number[]; start: number[]; target: number[]; curvature: number[] }
  >;
  readonly rates: number[];
  readonly runs: {
    readonly type: string;
    readonly options: { readonly learningRate: number; readonly [name: string]: unknown };
    readonly steps: Record<string, number[]>[];
  }[];
}

const text = readFileSync(new URL('../fixtures/optimizers.json', import.meta.url), 'utf8');
const { problem, rates, runs } = JSON.parse(text) as Fixture;
const registry = createRegistry([...optimizerComponents]);
const schema = componentSchema(registry, 'optimizer');

type Model = ReadonlyMap<string, Tensor>;

const makeModel = (device: Device): Model =>
  new Map(
    Object.entries(problem).map(([name, { shape, start }]) => [
      name,
      tensor(Float32Array.from(start), { shape, device }).requiresGrad_().keep(),
    ]),
  );

/** Σ curvature · (x − target)² / 2; there are no batches to tell apart. */
const quadratic: Task<Model, null> = {
  loss(model) {
    const parts = [...model].map(([name, x]) => {
      const { shape, target, curvature } = problem[name] as Fixture['problem'][string];
      const like = (values: number[]) => tensor(Float32Array.from(values), { shape, device: x.device });
      return x.sub(like(target)).square().mul(like(curvature)).mul(0.5).sum();
    });
    return { sum: parts.reduce((sum, one) => sum.add(one)), count: 1 };
  },
  count: () => 1,
  split: (batch) => [batch],
  tokens: () => 1,
};

const makeOptimizer = (type: string, options: object, model: Model): Optimizer =>
  registry.create('optimizer', v.parse(schema, { type, ...options }), { parameters: model });

/** The state as a checkpoint has it. */
async function saved(optimizer: Optimizer): Promise<SavedOptimizerState> {
  const { tensors, values } = optimizer.state();
  const entries = [...tensors].map(
    async ([name, one]) => [name, { shape: one.shape, data: await one.data() }] as const,
  );
  return {
    tensors: new Map(await Promise.all(entries)),
    values: JSON.parse(JSON.stringify(values)) as unknown,
  };
}

const valuesOf = async (model: Model) =>
  Object.fromEntries(
    await Promise.all([...model].map(async ([name, one]) => [name, [...(await one.data())]] as const)),
  );

eachDevice((device) => {
  describe.each(runs.map((run, index) => ({ ...run, title: `${run.type} ${index}` })))(
    '$title, $options',
    ({ type, options, steps }) => {
      /** All parameters after each step; interrupted after `stopAfter` of them, it goes on with another optimizer. */
      async function train({ compiled, stopAfter }: { compiled: boolean; stopAfter?: number }) {
        const model = makeModel(device());
        const shared = { model, task: quadratic, seed: 0, gradientClip: null };
        let optimizer = makeOptimizer(type, options, model);
        let plans = new CompiledTraining({ ...shared, optimizer, device: device() });
        const after: Record<string, readonly number[]>[] = [];
        for (const [step, rate] of rates.entries()) {
          const which = {
            batch: null,
            microbatchSize: null,
            microbatches: 1,
            step,
            learningRate: rate * options.learningRate,
          };
          const { loss, gradNorm } = compiled
            ? await plans.step(which)
            : await randomScope({ seed: 0, step }, () => runStep({ ...shared, ...which, optimizer }));
          for (const one of [loss, gradNorm]) one.dispose();
          after.push(await valuesOf(model));
          if (step + 1 === stopAfter) {
            const state = await saved(optimizer);
            plans.dispose();
            optimizer.dispose();
            optimizer = makeOptimizer(type, options, model);
            optimizer.load(state);
            plans = new CompiledTraining({ ...shared, optimizer, device: device() });
          }
        }
        plans.dispose();
        optimizer.dispose();
        for (const one of model.values()) one.dispose();
        return after;
      }

      test('goes as PyTorch does, op by op', async () => {
        const live = device().memory().liveBuffers;
        const after = await train({ compiled: false });
        expect(device().memory().liveBuffers).toBe(live);
        let worst = 0;
        for (const [i, wanted] of steps.entries()) {
          for (const [name, values] of Object.entries(wanted)) {
            values.forEach((value, at) => {
              worst = Math.max(worst, Math.abs((after[i]?.[name]?.[at] ?? NaN) - value));
            });
          }
        }
        expect(worst).toBeLessThan(1e-5);
      });

      test('is the same compiled, and with its state saved and loaded in between', async () => {
        const live = device().memory().liveBuffers;
        const eager = await train({ compiled: false });
        expect(await train({ compiled: true })).toEqual(eager);
        expect(await train({ compiled: true, stopAfter: 4 })).toEqual(eager);
        expect(device().memory().liveBuffers).toBe(live);
      });
    },
  );
});
