/** One case on one device, held against its oracles. Nothing here needs Node: pages run it as well. */
import { noGrad, scope, tensor, type Device, type HostArray, type Tensor } from '../../src/index.ts';
import { hostValues } from '../../src/dtype.ts';
import { checkedGradients, dtypeOf, runCase, type ConformanceCase } from './conformanceCase.ts';
import { expectClose } from './expectClose.ts';
import { oracleOf } from './oracle.ts';
import type { TorchFigures } from './parseFigures.ts';

/** What a device made of a case. */
export interface Evaluation {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly output: HostArray;
  /** By input; null where there is none. */
  readonly gradients: readonly (HostArray | null)[];
}

const forwardTolerance = { absolute: 2e-6, relative: 2e-6 };
const backwardTolerance = { absolute: 1e-5, relative: 1e-5 };

/**
 * Runs the case on values of its own and throws where the output is not the f64 reference's, a gradient
 * not that of finite differences, or a buffer is left behind.
 */
export async function checkCase(device: Device, one: ConformanceCase): Promise<Evaluation> {
  const { inputs, weights, output, gradients } = oracleOf(one);
  let live = device.memory().liveBuffers;
  const got = await evaluate(device, one, inputs, weights);
  if (device.memory().liveBuffers !== live) {
    // An op may keep a table per device: made the first time, not every time.
    live = device.memory().liveBuffers;
    await evaluate(device, one, inputs, weights);
  }
  expectSame('live buffers after the case', device.memory().liveBuffers, live);
  expectSame('shape', got.shape, one.shape);
  expectSame('dtype', got.dtype, one.dtype ?? 'f32');
  const what = `${device.kind} ${one.op} ${one.name}:`;
  expectClose(`${what} output`, got.output, output, one.tolerance ?? forwardTolerance);
  gradients.forEach((gradient, i) => {
    if (!gradient) return;
    const sampled = gradient.at.map((index) => got.gradients[i]?.[index] ?? NaN);
    expectSame(`elements of gradient ${i}`, got.gradients[i]?.length, inputs[i]?.length);
    const tolerance = one.gradientTolerance ?? backwardTolerance;
    expectClose(`${what} gradient ${i}`, sampled, gradient.values, tolerance);
  });
  return got;
}

/** Runs the case on the values that PyTorch had, and throws where PyTorch's numbers do not come out. */
export async function checkFigures(
  device: Device,
  one: ConformanceCase,
  figures: TorchFigures,
): Promise<void> {
  const inputs = figures.inputs.map((values) => Float64Array.from(values));
  const got = await evaluate(device, one, inputs, figures.weights);
  const what = `${device.kind} ${one.op} ${one.name}, PyTorch:`;
  expectSame('shape of the figures', figures.shape, one.shape);
  expectClose(`${what} output`, got.output, figures.output, one.tolerance ?? forwardTolerance);
  figures.gradients?.forEach((wanted, i) => {
    if (!wanted) return;
    const tolerance = one.gradientTolerance ?? backwardTolerance;
    expectClose(`${what} gradient ${i}`, got.gradients[i] ?? [], wanted, tolerance);
  });
}

/** Runs the case, and backward with `weights` as the output's gradient where they are given. */
async function evaluate(
  device: Device,
  one: ConformanceCase,
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
  expectSame('shape of a gradient', gradient.shape, input.shape);
  return gradient.data();
}

function expectSame(what: string, got: unknown, wanted: unknown): void {
  const [received, expected] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (received !== expected) throw new Error(`${what}: expected ${expected} but received ${received}`);
}
