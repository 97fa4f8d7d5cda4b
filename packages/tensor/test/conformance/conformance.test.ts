/**
 * Every op on every device: forward against an f64 loop, gradients against finite differences of that
 * loop, both against figures that PyTorch computed, and no buffer left behind.
 */
import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import {
  noGrad,
  opTable,
  scope,
  tensor,
  type Device,
  type HostArray,
  type OpName,
  type Tensor,
} from '../../src/index.ts';
import { hostValues } from '../../src/dtype.ts';
import { eachDevice } from '../eachDevice.ts';
import { checkedGradients, dtypeOf, runCase, type ConformanceCase } from './conformanceCase.ts';
import { expectClose, worstErrors } from './expectClose.ts';
import { loadCases } from './loadCases.ts';
import { oracleOf } from './oracle.ts';
import { torchFigures } from './torchFigures.ts';

// CRAFT_CONFORMANCE=gelu,silu runs these ops only, for work on them.
const only = process.env.CRAFT_CONFORMANCE?.split(',');
const cases = [...(await loadCases(only)).values()].flatMap((module) => module.cases);
const forwardTolerance = { absolute: 2e-6, relative: 2e-6 };
const backwardTolerance = { absolute: 1e-5, relative: 1e-5 };

/** Bits that the CPU's first run of each case gave: they must not depend on the number of threads. */
const cpuBits = new Map<ConformanceCase, string>();

/** Whether the op runs other kernels on a GPU than on a software adapter. */
const varied = (op: OpName): boolean => opTable[op].kernels.some((kernel) => kernel.variants);

eachDevice(
  (device, { kind, otherKernels }) => {
    const own = cases.filter((one) => !otherKernels || (varied(one.op) && !one.oneKernel));
    if (own.length === 0) test.skip('none of the ops chosen by CRAFT_CONFORMANCE');
    for (const one of own) {
      const title = `${one.op}: ${one.name}`;
      const tolerance = one.tolerance ?? forwardTolerance;
      const gradientTolerance = one.gradientTolerance ?? backwardTolerance;

      test(title, async () => {
        const { inputs, weights, output, gradients } = oracleOf(one);
        let live = device().memory().liveBuffers;
        const got = await evaluate(one, device(), inputs, weights);
        if (device().memory().liveBuffers !== live) {
          // An op may keep a table per device: made the first time, not every time.
          live = device().memory().liveBuffers;
          await evaluate(one, device(), inputs, weights);
        }
        expect(device().memory().liveBuffers, 'live buffers after the case').toBe(live);
        expect(got.shape).toEqual(one.shape);
        expect(got.dtype).toBe(one.dtype ?? 'f32');
        const what = `${kind} ${one.op} ${one.name}:`;
        expectClose(`${what} output`, got.output, output, tolerance);
        if (kind === 'cpu') {
          const bits = fingerprint(got);
          expect(cpuBits.get(one) ?? bits, 'bits on another number of threads').toBe(bits);
          cpuBits.set(one, bits);
        }
        gradients.forEach((gradient, i) => {
          if (!gradient) return;
          const sampled = gradient.at.map((index) => got.gradients[i]?.[index] ?? NaN);
          expect(got.gradients[i]?.length, `elements of gradient ${i}`).toBe(inputs[i]?.length);
          expectClose(`${what} gradient ${i}`, sampled, gradient.values, gradientTolerance);
        });
      });

      const figures = torchFigures(one.op)[one.name];
      if (!figures) continue;
      test(`${title}, against PyTorch`, async () => {
        const inputs = figures.inputs.map((values) => Float64Array.from(values));
        const got = await evaluate(one, device(), inputs, figures.weights);
        const what = `${kind} ${one.op} ${one.name}, PyTorch:`;
        expect(figures.shape).toEqual(one.shape);
        expectClose(`${what} output`, got.output, figures.output, tolerance);
        figures.gradients?.forEach((wanted, i) => {
          if (wanted) expectClose(`${what} gradient ${i}`, got.gradients[i] ?? [], wanted, gradientTolerance);
        });
      });
    }
  },
  { eachKernel: true },
);

afterAll(() => {
  if (!process.env.CRAFT_CONFORMANCE_REPORT) return;
  const lines = worstErrors().map(([what, share]) => `${share.toFixed(3)}  ${what}`);
  console.log(`Errors as shares of the tolerance:\n${lines.slice(0, 40).join('\n')}`);
});

interface Evaluation {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly output: HostArray;
  readonly gradients: readonly (HostArray | null)[];
}

/** Runs the case, and backward with `weights` as the output's gradient where they are given. */
async function evaluate(
  one: ConformanceCase,
  device: Device,
  values: readonly Float64Array[],
  weights?: ArrayLike<number>,
): Promise<Evaluation> {
  const wanted = checkedGradients(one);
  const { inputs, output } = scope(() => {
    const inputs = one.inputs.map((input, i) => {
      const host = hostValues(dtypeOf(input), values[i] ?? []);
      return tensor(host, { shape: input.shape, device, requiresGrad: weights !== undefined && !!wanted[i] });
    });
    if (!weights) return { inputs, output: noGrad(() => runCase(one, inputs)) };
    const output = runCase(one, inputs);
    output.backward(tensor(Float32Array.from(weights), { shape: one.shape, device }));
    return { inputs, output };
  });
  const gradients: (HostArray | null)[] = [];
  for (const input of inputs) gradients.push(input.grad ? await read(input, input.grad) : null);
  const result = { shape: output.shape, dtype: output.dtype, output: await output.data(), gradients };
  for (const one of [output, ...inputs]) {
    one.zeroGrad();
    one.dispose();
  }
  return result;
}

async function read(input: Tensor, gradient: Tensor): Promise<HostArray> {
  expect(gradient.shape).toEqual(input.shape);
  return gradient.data();
}

function fingerprint({ output, gradients }: Evaluation): string {
  const hash = createHash('sha1');
  for (const values of [output, ...gradients]) if (values) hash.update(values);
  return hash.digest('hex');
}
