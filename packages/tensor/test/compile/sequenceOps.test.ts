/** Operations that go through time or write a buffer in several launches give, compiled, what they give eagerly. */
import { expect, test } from 'vitest';
import {
  attention,
  compile,
  geglu,
  gru,
  linearRecurrence,
  lstm,
  randn,
  rotary,
  scaledDotProductAttention,
  scope,
  selectiveScan,
  stateSpaceScan,
  swiglu,
  tensor,
  type Device,
  type Tensor,
} from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

interface Subject {
  readonly shapes: readonly (readonly number[])[];
  readonly run: (inputs: readonly Tensor[]) => Tensor;
}

/** Six tensors, of which an operation takes what it needs. */
type Six = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
const of =
  (run: (inputs: Six) => Tensor) =>
  (inputs: readonly Tensor[]): Tensor =>
    run(inputs as Six);

const subjects: Readonly<Record<string, Subject>> = {
  lstm: {
    shapes: [
      [5, 4, 3],
      [24, 3],
      [24, 6],
    ],
    run: of(([x, weightIh, weightHh]) => {
      const { output, c } = lstm(x, { weightIh, weightHh });
      return output.sum().add(c.square().sum());
    }),
  },
  gru: {
    shapes: [[5, 4, 3], [18, 3], [18, 6], [18]],
    run: of(([x, weightIh, weightHh, biasHh]) =>
      gru(x, { weightIh, weightHh, biasHh }).output.square().sum(),
    ),
  },
  selectiveScan: {
    shapes: [
      [2, 40, 5],
      [2, 40, 5],
      [5, 3],
      [2, 40, 3],
      [2, 40, 3],
    ],
    run: of(([u, delta, a, b, c]) =>
      selectiveScan(u, delta.square(), a.square().neg(), b, c, { deltaSoftplus: true }).output.square().sum(),
    ),
  },
  stateSpaceScan: {
    shapes: [[2, 9, 2, 3], [2, 9, 2], [2], [2, 9, 1, 4], [2, 9, 1, 4]],
    run: of(([x, dt, a, b, c]) =>
      stateSpaceScan(x, dt.square(), a.square().neg(), b, c, { chunk: 4 }).output.square().sum(),
    ),
  },
  linearRecurrence: {
    shapes: [
      [2, 9, 3],
      [2, 9, 3],
    ],
    run: of(([gate, x]) => linearRecurrence(gate, x).square().sum()),
  },
  attention: {
    shapes: [
      [2, 7, 24],
      [7, 7],
    ],
    run: of(([qkv, bias]) =>
      attention(rotary(qkv, { nHeads: 2 }), { nHeads: 2, bias, window: 4 })
        .square()
        .sum(),
    ),
  },
  scaledDotProductAttention: {
    shapes: [
      [2, 3, 4, 4],
      [2, 7, 2, 4],
      [2, 7, 2, 4],
    ],
    run: of(([q, k, v]) => scaledDotProductAttention(q, k, v, { causal: false }).square().sum()),
  },
  gated: {
    shapes: [
      [3, 10],
      [3, 10],
    ],
    run: of(([a, b]) => swiglu(a).mul(geglu(b)).sum()),
  },
};

/** The step's result and its gradients, with other values in every run. */
async function runs(device: Device, { shapes, run }: Subject, compiled: boolean) {
  const plain = (...arrays: Float32Array[]) =>
    scope(() => {
      const inputs = shapes.map((shape, i) =>
        tensor(arrays[i] ?? new Float32Array(), { shape, device }).requiresGrad_(),
      );
      const result = run(inputs);
      result.backward();
      return [result.detach(), ...inputs.map(({ grad }) => grad as Tensor)];
    });
  const step = compiled ? compile(plain, { device }) : plain;
  const found: unknown[] = [];
  for (const seed of [1, 2, 3]) {
    const values: Float32Array[] = [];
    for (const [stream, shape] of shapes.entries()) {
      const drawn = randn(shape, { seed, stream, device });
      values.push((await drawn.data()) as Float32Array);
      drawn.dispose();
    }
    for (const one of step(...values)) {
      found.push(await one.data());
      one.dispose();
    }
  }
  if ('dispose' in step) (step as { dispose(): void }).dispose();
  return found;
}

eachDevice((device) => {
  test.for(Object.keys(subjects))('%s', async (name) => {
    const subject = subjects[name];
    if (!subject) throw new Error(name);
    expect(await runs(device(), subject, true)).toEqual(await runs(device(), subject, false));
  });
});
