import { describe, expect, test } from 'vitest';
import {
  adamwStep,
  clipScale,
  compile,
  crossEntropy,
  dropout,
  embedding,
  full,
  globalNorm,
  hostEffect,
  layerNorm,
  linear,
  noGrad,
  randn,
  randomScope,
  rotary,
  scope,
  tensor,
  variable,
  zeros,
  type CompiledStep,
  type Device,
  type Scalar,
  type Tensor,
} from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

/** A small model with its AdamW state. */
function makeTrainer(device: Device) {
  const make = (shape: number[], stream: number) =>
    randn(shape, { seed: 3, stream, std: 0.2, device }).requiresGrad_().keep();
  const parameters = [
    make([19, 12], 0),
    make([24, 12], 1),
    make([24], 2),
    make([19, 24], 3),
    make([12], 4),
  ] as const;
  const moments = parameters.map(({ shape }) => ({
    m: zeros(shape, { device }).keep(),
    v: zeros(shape, { device }).keep(),
  }));
  const step = variable(0);
  const learningRate = variable(0.01);
  const train = (batch: { inputs: Int32Array; targets: Int32Array }) =>
    scope(() => {
      hostEffect(() => void step.value++);
      const [table, up, bias, down, gain] = parameters;
      const loss = randomScope({ seed: 5, step }, () => {
        const x = embedding(tensor(batch.inputs, { device }), table);
        const h = dropout(linear(layerNorm(x, gain, null), up, bias, { activation: 'gelu' }), 0.1);
        return crossEntropy(linear(h, down), tensor(batch.targets, { device }));
      });
      loss.backward();
      return noGrad(() => {
        const gradients = parameters.flatMap(({ grad }) => (grad ? [grad] : []));
        const norm = globalNorm(gradients);
        const gradScale = clipScale(norm, 0.5);
        parameters.forEach((parameter, i) => {
          const { m, v } = moments[i] ?? {};
          if (!parameter.grad || !m || !v) throw new Error('a parameter has no gradient');
          const options = {
            learningRate,
            beta1: 0.9,
            beta2: 0.99,
            eps: 1e-8,
            weightDecay: 0.1,
            step,
            gradScale,
          };
          adamwStep(parameter, parameter.grad, m, v, options);
          parameter.zeroGrad();
        });
        return { loss: loss.detach(), norm };
      });
    });
  // Given back here, for what is left to the garbage collector would go at some time during another test.
  const dispose = () => {
    for (const one of [...parameters, ...moments.flatMap(({ m, v }) => [m, v])]) one.dispose();
  };
  return { parameters, train, learningRate, dispose };
}

function batchOf(seed: number, size = 30) {
  const at = (i: number) => (i * 7 + seed * 3 + ((i * i) % 5)) % 19;
  return {
    inputs: Int32Array.from({ length: size }, (_, i) => at(i)),
    targets: Int32Array.from({ length: size }, (_, i) => at(i + 1)),
    index: seed,
  };
}

/** Losses, gradient norms and final weights of some steps. */
async function run(device: Device, compiled: boolean, steps: number, sizeOf = (_: number) => 30) {
  const { parameters, train, learningRate, dispose } = makeTrainer(device);
  const step = compiled ? compile(train, { device }) : train;
  const figures: number[] = [];
  for (let i = 0; i < steps; i++) {
    learningRate.value = 0.01 / (1 + i);
    const { loss, norm } = step(batchOf(i, sizeOf(i)));
    figures.push(await loss.item(), await norm.item());
    loss.dispose();
    norm.dispose();
  }
  const weights = await Promise.all(parameters.map((one) => one.data()));
  dispose();
  const traces = compiled ? (step as unknown as CompiledStep<never, unknown>).traces : 0;
  if (compiled) (step as unknown as CompiledStep<never, unknown>).dispose();
  return { figures, weights, traces };
}

eachDevice((device) => {
  describe('a compiled training step', () => {
    test('is the eager one bit for bit: losses, norms and weights', async () => {
      const eager = await run(device(), false, 6);
      const compiled = await run(device(), true, 6);
      expect(compiled.figures).toEqual(eager.figures);
      expect(compiled.weights).toEqual(eager.weights);
      expect(compiled.traces).toBe(1);
    });

    test('is traced again for another shape, and serves both from then on', async () => {
      const sizes = (i: number) => (i % 2 === 0 ? 30 : 22);
      const eager = await run(device(), false, 6, sizes);
      const compiled = await run(device(), true, 6, sizes);
      expect(compiled.figures).toEqual(eager.figures);
      expect(compiled.weights).toEqual(eager.weights);
      expect(compiled.traces).toBe(2);
    });

    test('two plans of one step agree bit for bit', async () => {
      expect(await run(device(), true, 4)).toEqual(await run(device(), true, 4));
    });

    test('buffers are flat over its runs', async () => {
      const { train, dispose } = makeTrainer(device());
      const step = compile(train, { device: device() });
      const live: number[] = [];
      for (let i = 0; i < 200; i++) {
        const { loss, norm } = step(batchOf(i));
        loss.dispose();
        norm.dispose();
        if (i % 50 === 49) {
          await device().synchronize();
          live.push(device().memory().liveBuffers);
        }
      }
      expect(new Set(live).size).toBe(1);
      step.dispose();
      dispose();
    });

    test('its report names kernels and memory, with times after profile()', async () => {
      const { train, dispose } = makeTrainer(device());
      const step = compile(train, { device: device() });
      expect(step.report()).toBeNull();
      const { loss, norm } = await step.profile(batchOf(1));
      expect(Number.isFinite(await loss.item())).toBe(true);
      loss.dispose();
      norm.dispose();
      const report = step.report();
      expect(report?.kernels).toMatchObject({ adamwStep: 5 });
      // One of them by itself, or as a part of a fused kernel.
      const dropouts = Object.entries(report?.kernels ?? {}).filter(([name]) => name.includes('dropout'));
      expect(dropouts.reduce((sum, [, count]) => sum + count, 0)).toBe(2);
      expect(report?.lowerBoundBytes).toBeGreaterThan(0);
      expect(report?.temporaryBytes).toBeGreaterThanOrEqual(report?.lowerBoundBytes ?? 0);
      // 2 dropouts read the step; an update reads five numbers.
      expect(report?.scalars).toBe(2 + 5 * 5);
      expect(step.toString()).toContain('adamwStep');
      step.dispose();
      dispose();
    });
  });

  describe('arguments', () => {
    test('tensors may hold other values in each run', async () => {
      const double = compile((x: Tensor) => x.mul(2).add(1), { device: device() });
      for (const values of [
        [1, 2],
        [3, 4],
        [5, 6],
      ]) {
        const x = tensor(values, { device: device() });
        const y = double(x);
        expect([...(await y.data())]).toEqual(values.map((value) => 2 * value + 1));
      }
      expect(double.traces).toBe(1);
      double.dispose();
    });

    test('a result stays as it is when the step runs again', async () => {
      const square = compile((x: Tensor) => x.square(), { device: device() });
      const a = square(tensor([3], { device: device() }));
      const b = square(tensor([4], { device: device() }));
      expect([await a.item(), await b.item()]).toEqual([9, 16]);
      square.dispose();
    });

    test('a number that is read is fixed by the trace; one that is not read does not matter', async () => {
      const scale = compile(({ x, by }: { x: Tensor; by: number; name: string }) => x.mul(by), {
        device: device(),
      });
      const x = tensor([3], { device: device() });
      expect(await scale({ x, by: 2, name: 'a' }).item()).toBe(6);
      expect(await scale({ x, by: 2, name: 'b' }).item()).toBe(6);
      expect(scale.traces).toBe(1);
      expect(await scale({ x, by: 5, name: 'a' }).item()).toBe(15);
      expect(scale.traces).toBe(2);
      scale.dispose();
    });

    test('a variable is read anew', async () => {
      const by = variable(2);
      const scale = compile((x: Tensor, factor: Scalar) => x.mul(factor), { device: device() });
      const x = tensor([3], { device: device() });
      expect(await scale(x, by).item()).toBe(6);
      by.value = 7;
      expect(await scale(x, by).item()).toBe(21);
      expect(scale.traces).toBe(1);
      scale.dispose();
    });

    test('constants made inside, also ones changed in place, are there in every run', async () => {
      const p = tensor([1, 1], { device: device() }).requiresGrad_();
      const step = compile(
        (x: Tensor) => {
          const gradient = tensor([1, 2], { device: device() });
          p.mul(x).sum().backward();
          const sum = noGrad(() => (p.grad ?? x).add(gradient));
          p.zeroGrad();
          return sum;
        },
        { device: device() },
      );
      for (const value of [3, 4]) {
        const out = step(tensor([value, value], { device: device() }));
        expect([...(await out.data())]).toEqual([value + 1, value + 2]);
      }
      step.dispose();
    });

    test('tables that operations make for themselves stay, whoever needs them first', async () => {
      // A base of its own: nobody has made the table before.
      const turn = (x: Tensor) => rotary(x, { nHeads: 1, base: 1234 });
      const step = compile(turn, { device: device() });
      const x = randn([1, 5, 12], { seed: 2, device: device() });
      const first = await step(x).data();
      expect(await step(x).data()).toEqual(first);
      expect(await turn(x).data()).toEqual(first);
      step.dispose();
    });

    test('plans run in turns, a larger one made after a smaller one', async () => {
      const chain = (x: Tensor) => x.mul(2).add(1).square().sum();
      const step = compile(chain, { device: device() });
      const ones = (size: number) => full([size], 1, { device: device() });
      for (const size of [10, 5000, 10, 100_000, 5000, 10]) {
        const x = ones(size);
        expect(await step(x).item()).toBe(9 * size);
        x.dispose();
      }
      expect(step.traces).toBe(3);
      step.dispose();
    });

    test('the traces kept are limited', () => {
      const square = compile((x: Tensor) => x.square(), { device: device(), maxPlans: 2 });
      const before = device().memory().liveBuffers;
      for (const size of [1, 2, 3, 1]) {
        const x = zeros([size], { device: device() });
        square(x).dispose();
        x.dispose();
      }
      expect(square.traces).toBe(4);
      square.dispose();
      // Fewer where the garbage collector has come by.
      expect(device().memory().liveBuffers).toBeLessThanOrEqual(before);
    });
  });

  describe('what cannot be compiled is one clear error', () => {
    const codeOf = (call: () => unknown): string => {
      try {
        call();
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
      return 'none';
    };
    const x = () => tensor([1, 2], { device: device() });

    test('reading values', () => {
      const step = compile((a: Tensor) => void a.data().catch(() => undefined), { device: device() });
      step(x());
      const read = compile(async (a: Tensor) => a.item(), { device: device() });
      expect(codeOf(() => void read(x()))).toBe('compile.async');
    });

    test('keeping a tensor made inside', () => {
      expect(codeOf(() => compile((a: Tensor) => void a.square().keep(), { device: device() })(x()))).toBe(
        'compile.kept',
      );
    });

    test('writing from the host to a tensor from outside', () => {
      const state = x();
      const step = compile(() => state.write(new Float32Array([3, 4])), { device: device() });
      expect(codeOf(() => step())).toBe('compile.write');
    });

    test('an array that does not become a tensor as it is', () => {
      const step = compile((a: Float32Array) => tensor([...a], { device: device() }).square(), {
        device: device(),
      });
      const used = compile(({ a }: { a: Float32Array }) => x().mul(a[0] ?? 0), { device: device() });
      expect(codeOf(() => step(new Float32Array([1])))).toBe('compile.array');
      expect(codeOf(() => used({ a: new Float32Array([1]) }))).toBe('compile.array');
    });

    test('which gives back what the trace had allocated', () => {
      const constant = (a: Float32Array) => tensor([1, 2], { device: device() }).mul(a[0] ?? 0);
      const step = compile(({ a }: { a: Float32Array }) => constant(a), { device: device() });
      const before = device().memory().liveBuffers;
      for (let i = 0; i < 3; i++)
        expect(codeOf(() => step({ a: new Float32Array([1]) }))).toBe('compile.array');
      // Fewer where the garbage collector has come by.
      expect(device().memory().liveBuffers).toBeLessThanOrEqual(before);
    });

    test('a compiled step inside another', () => {
      const inner = compile((a: Tensor) => a.square(), { device: device() });
      const outer = compile((a: Tensor) => inner(a), { device: device() });
      expect(codeOf(() => outer(x()))).toBe('compile.nested');
      inner.dispose();
    });

    test('memory from outside that is gone', () => {
      const state = x();
      const step = compile((a: Tensor) => a.add(state), { device: device() });
      step(x());
      state.dispose();
      expect(codeOf(() => step(x()))).toMatch(/buffer\.freed/);
    });

    test('after an error the device works on', async () => {
      expect(await x().sum().item()).toBe(3);
    });
  });
});
