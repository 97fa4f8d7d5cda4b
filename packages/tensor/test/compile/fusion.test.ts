import { describe, expect, test } from 'vitest';
import {
  compile,
  fillInto,
  lerpInto,
  noGrad,
  randn,
  randomScope,
  scope,
  tensor,
  variable,
  zeros,
  type CompiledStep,
  type Device,
  type Tensor,
} from '../../src/index.ts';
import { opTable } from '../../src/ops/table.ts';
import { eachDevice } from '../eachDevice.ts';
import { randomGraph } from './randomGraph.ts';

/** Values of the tensors that steps return. */
async function valuesOf(tensors: readonly Tensor[]): Promise<unknown[]> {
  return Promise.all(tensors.map((one) => one.data()));
}

/** What a step gives in each of some runs: run by run, compiled with fusion, and compiled without. */
async function threeWays<Args extends unknown[]>(
  device: Device,
  step: (...args: Args) => readonly Tensor[],
  runs: number,
  argsOf: (run: number) => Args,
) {
  const fused = compile(step, { device });
  const plain = compile(step, { device, fuse: false });
  const results: unknown[][] = [[], [], []];
  for (let run = 0; run < runs; run++) {
    for (const [k, way] of [step, fused, plain].entries())
      results[k]?.push(await valuesOf(way(...argsOf(run))));
  }
  const reports = { fused: reportOf(fused), plain: reportOf(plain) };
  const text = fused.toString();
  for (const one of [fused, plain]) one.dispose();
  const [eager, withFusion, without] = results;
  return { eager, withFusion, without, reports, text };
}

function reportOf(step: CompiledStep<never, unknown>) {
  const report = step.report();
  if (!report) throw new Error('the step has not run');
  return report;
}

/** The gradients of leaves, which are forgotten. */
function takeGradients(leaves: readonly Tensor[]): Tensor[] {
  return leaves.flatMap((leaf) => {
    const gradient = leaf.grad?.detach().clone();
    leaf.zeroGrad();
    return gradient ? [gradient] : [];
  });
}

eachDevice((device, { kind }) => {
  const leaf = (shape: number[], seed: number) =>
    randn(shape, { seed, device: device(), requiresGrad: true }).keep();

  describe('fused chains', () => {
    const shapes = [[3, 7, 5], [129], [2, 4099], [1]];
    test.each(Array.from({ length: kind === 'cpu' ? 24 : 8 }, (_, seed) => seed))(
      'give bit for bit what single kernels give: random graph %i, forward and backward',
      async (seed) => {
        const shape = shapes[seed % shapes.length] ?? [1];
        const last = shape.at(-1) ?? 1;
        const row = shape.map((length, axis) => (axis === 0 ? 1 : length));
        const column = shape.map((length, axis) => (axis === 0 ? length : 1));
        const leaves = [shape, [last], row, column, []].map((one, i) => leaf(one, seed * 5 + i));
        const factor = variable(1);
        const graph = randomGraph(seed, 18, factor);
        const step = () =>
          scope(() => {
            const { result, between } = randomScope({ seed: 1, step: seed }, () => graph(leaves));
            result.square().mean().backward();
            return [result.detach(), ...between.map((one) => one.detach().clone()), ...takeGradients(leaves)];
          });
        const { eager, withFusion, without, reports } = await threeWays(device(), step, 2, (run): [] => {
          factor.value = 1 + run / 3;
          return [];
        });
        expect(without).toEqual(eager);
        expect(withFusion).toEqual(eager);
        expect(reports.fused.launches).toBeLessThan(reports.plain.launches);
        expect(reports.fused.temporaryBytes).toBeLessThanOrEqual(reports.plain.temporaryBytes);
        expect(reports.fused.scalars).toBe(reports.plain.scalars);
        for (const one of leaves) one.dispose();
      },
    );

    test('say in the report what they replace', async () => {
      const step = (x: Tensor, bias: Tensor) => {
        const h = x.add(bias);
        return [h.mul(h.tanh().maximum(-0.5)).add(x)];
      };
      const [x, bias] = [leaf([64, 1000], 1).detach(), leaf([1000], 2).detach()];
      const { eager, withFusion, reports, text } = await threeWays(
        device(),
        step,
        1,
        (): [Tensor, Tensor] => [x, bias],
      );
      expect(withFusion).toEqual(eager);
      expect(reports.plain.fused).toEqual([]);
      expect(reports.fused).toMatchObject({
        launches: 1,
        temporaryBytes: 0,
        fused: [{ launches: 1, replaces: 5, savedBytes: 4 * 256_000 }],
      });
      // No fill: the chain knows the one number.
      expect(reports.plain.kernels).toEqual({ add: 2, tanh: 1, fill: 1, maximum: 1, mul: 1 });
      expect(text).toMatchInlineSnapshot(`
        "1 launches; 0 numbers sent anew at each run
        intermediate results: 0.00 MB (at least 0.00 MB; unshared 0.00 MB); parameters and state: 0.00 MB
        fused: 1 launch instead of 5; 1.02 MB of intermediate results that memory does not hold

        kernel                               launches
        fused(add, tanh, maximum, mul, add)         1"
      `);
    });

    test('hand out what the caller reads in between', async () => {
      const x = leaf([50], 1);
      const step = (a: Tensor) => {
        const doubled = a.mul(2);
        const squared = doubled.square();
        return [doubled, squared, squared.add(1)].map((one) => one.detach());
      };
      const { eager, withFusion, reports } = await threeWays(device(), step, 1, (): [Tensor] => [x]);
      expect(withFusion).toEqual(eager);
      expect(reports.fused).toMatchObject({ launches: 1, fused: [{ replaces: 3, savedBytes: 0 }] });
    });

    test('respect what is changed in place and what is seen under two shapes', async () => {
      const [state, x] = [zeros([6, 4], { device: device() }).keep(), leaf([24], 1)];
      const step = (a: Tensor) => {
        const before = noGrad(() => state.add(1));
        fillInto(state, 3);
        const after = state
          .reshape([24])
          .mul(a)
          .add(before.reshape([24]));
        a.mul(a).add(after.detach()).sum().backward();
        a.square().sum().backward();
        const [gradient] = takeGradients([x]);
        fillInto(state, 0.5);
        return [after.detach(), gradient ?? after, before];
      };
      const { eager, withFusion, without } = await threeWays(device(), step, 3, (): [Tensor] => [x]);
      // The first eager run began with zeros.
      expect(withFusion?.slice(1)).toEqual(eager?.slice(1));
      expect(withFusion).toEqual(without);
      expect(await state.data()).toEqual(new Float32Array(24).fill(0.5));
    });

    test('do not mix up an argument that is also used from outside', async () => {
      const runWith = async (fuse: boolean) => {
        const state = tensor([1, 2, 3, 4, 5], { device: device() }).keep();
        const step = compile(
          (x: Tensor) => {
            const before = x.mul(2).add(1);
            fillInto(state, 7);
            return [before, x.mul(3).add(1).square(), state.mul(2).add(1)];
          },
          { device: device(), fuse },
        );
        const results = await valuesOf(step(state));
        step.dispose();
        state.dispose();
        return results;
      };
      expect(await runWith(true)).toEqual(await runWith(false));
    });

    test('update moving averages in place', async () => {
      const [mean, square] = [
        zeros([70], { device: device() }).keep(),
        zeros([70], { device: device() }).keep(),
      ];
      const [x, weight] = [leaf([70], 3).detach(), variable(0.1)];
      const runWith = async (fuse: boolean) => {
        for (const one of [mean, square]) fillInto(one, 0);
        const step = compile(
          () => {
            lerpInto(mean, x, weight);
            lerpInto(square, x.square(), weight);
            return [mean.div(square.sqrt().add(1e-3))];
          },
          { device: device(), fuse },
        );
        const results: unknown[] = [];
        for (const share of [0.1, 0.2, 0.3]) {
          weight.value = share;
          results.push(await valuesOf([...step(), mean, square]));
        }
        const { launches } = reportOf(step);
        step.dispose();
        return { results, launches };
      };
      const [fused, plain] = [await runWith(true), await runWith(false)];
      expect(fused.results).toEqual(plain.results);
      expect([fused.launches, plain.launches]).toEqual([1, 6]);
    });

    test('leave nothing behind over many runs', async () => {
      const x = leaf([1000], 1).detach();
      const step = compile((a: Tensor) => a.mul(2).add(1).square(), { device: device() });
      const live: number[] = [];
      for (let i = 0; i < 60; i++) {
        step(x).dispose();
        if (i % 20 === 19) {
          await device().synchronize();
          live.push(device().memory().liveBuffers);
        }
      }
      expect(new Set(live).size).toBe(1);
      step.dispose();
    });
  });

  describe('fused chains of what people write by hand', () => {
    const check = async (step: (run: number) => readonly Tensor[]) => {
      const { eager, withFusion, without, reports } = await threeWays(device(), step, 2, (): [number] => [0]);
      expect(withFusion).toEqual(eager);
      expect(without).toEqual(eager);
      expect(reports.fused.launches).toBeLessThan(0.9 * reports.plain.launches);
      expect(reports.fused.temporaryBytes).toBeLessThanOrEqual(reports.plain.temporaryBytes);
    };

    test('a gated feed-forward layer', async () => {
      const [x, up, gate, down] = [
        leaf([10, 12], 1),
        leaf([12, 20], 2),
        leaf([12, 20], 3),
        leaf([20, 12], 4),
      ];
      await check(() => {
        const g = x.matmul(gate);
        const h = g.mul(g.mul(1.702).sigmoid()).mul(x.matmul(up));
        h.matmul(down).add(x).square().mean().backward();
        return takeGradients([x, up, gate, down]);
      });
    });

    test('steps of an LSTM cell', async () => {
      const [x, wx, wh, bias] = [leaf([5, 8], 1), leaf([8, 24], 2), leaf([6, 24], 3), leaf([24], 4)];
      const [h0, c0] = [leaf([5, 6], 5), leaf([5, 6], 6)];
      await check(() => {
        let [h, c] = [h0, c0];
        for (let t = 0; t < 2; t++) {
          const z = x.matmul(wx).add(h.matmul(wh)).add(bias);
          const [i, f, g, o] = [0, 6, 12, 18].map((at) => z.slice(1, at, at + 6)) as [
            Tensor,
            Tensor,
            Tensor,
            Tensor,
          ];
          c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
          h = o.sigmoid().mul(c.tanh());
        }
        h.square().sum().backward();
        return [h.detach(), ...takeGradients([wx, wh, bias, h0, c0])];
      });
    });

    test('an optimizer with moving averages, whose learning rate changes', async () => {
      const learningRate = variable(0.1);
      const state = [leaf([300], 1), zeros([300], { device: device() }), zeros([300], { device: device() })];
      const gradient = leaf([300], 9).detach();
      const step = () =>
        noGrad(() => {
          const [p, m, v] = state as [Tensor, Tensor, Tensor];
          const mean = m.mul(0.9).add(gradient.mul(0.1));
          const square = v.mul(0.99).add(gradient.square().mul(0.01));
          const change = mean.div(square.sqrt().add(1e-8)).add(p.mul(0.1));
          return [p.sub(change.mul(learningRate)), mean, square];
        });
      const { eager, withFusion, reports } = await threeWays(device(), step, 3, (run): [] => {
        learningRate.value = 0.1 / (run + 1);
        return [];
      });
      expect(withFusion).toEqual(eager);
      expect(reports.fused).toMatchObject({ launches: 1, scalars: 1 });
      expect(Object.keys(reports.fused.kernels)).toEqual([expect.stringMatching(/^fused\(.*, \d+ more\)$/)]);
    });
  });
});

describe('elementwise kernels', () => {
  const kernels = new Set(Object.values(opTable).flatMap((op) => op.kernels));
  const flat = [...kernels].filter(({ elementwise }) => elementwise?.layout === 'flat');

  test.each(flat.map((kernel) => [kernel.name, kernel] as const))(
    '%s cuts its work as it says',
    (_, kernel) => {
      expect(Object.keys(kernel.params)[0]).toBe('n');
      expect(Object.keys(kernel.writes)).toHaveLength(1);
      const others = Object.fromEntries(Object.keys(kernel.params).map((name) => [name, 1]));
      for (const n of [1, 1024, 1025, 100_000])
        expect(kernel.tasks({ ...others, n })).toBe(Math.ceil(n / 1024));
      expect(kernel.elementwise?.wgsl).toMatch(/fn apply\(/);
    },
  );
});
