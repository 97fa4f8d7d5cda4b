import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCpu } from '../../src/backend/cpu/cpuBackend.ts';
import { record } from '../../src/autograd/graph.ts';
import {
  adamwStep,
  compile,
  Device,
  fillInto,
  lstm,
  noGrad,
  randn,
  scope,
  setDefaultDevice,
  sgdStep,
  tensor,
  writeRows,
  zeros,
  type Tensor,
} from '../../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = new Device(await openCpu({ threads: 2 }));
  setDefaultDevice(device);
});
afterAll(() => device.close());

describe('backward', () => {
  test('sums the gradients of every use of a leaf', async () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const y = x.mul(x).add(x).exp().sum();
    y.backward();
    const expected = [1, 2, 3].map((v) => Math.exp(v * v + v) * (2 * v + 1));
    const got = Array.from((await x.grad?.data()) ?? []);
    got.forEach((g, i) => expect(g / (expected[i] ?? 0)).toBeCloseTo(1, 5));
  });

  test('sums over broadcast axes', async () => {
    const x = tensor([[1], [2]], { requiresGrad: true });
    const y = tensor([[10, 20, 30]], { requiresGrad: true });
    x.mul(y).sum().backward();
    expect(Array.from((await x.grad?.data()) ?? [])).toEqual([60, 60]);
    expect(Array.from((await y.grad?.data()) ?? [])).toEqual([3, 3, 3]);
  });

  test('keeps shared gradients apart', async () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const b = tensor([3, 4], { requiresGrad: true });
    a.add(b).add(a).sum().backward();
    expect(Array.from((await a.grad?.data()) ?? [])).toEqual([2, 2]);
    expect(Array.from((await b.grad?.data()) ?? [])).toEqual([1, 1]);
  });

  test('goes through any of several results', async () => {
    // c = i·g from zeros with i = σ(0) and g = tanh(x): only the second result is used.
    const x = tensor([[[0.5]]], { requiresGrad: true });
    const [w, none] = [tensor([[0], [0], [1], [0]]), tensor([[0], [0], [0], [0]])];
    lstm(x, { weightIh: w, weightHh: none }).c.sum().backward();
    expect((await x.grad?.data())?.[0]).toBeCloseTo(0.5 * (1 - Math.tanh(0.5) ** 2), 6);
  });

  test('refuses a second use of the graph', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(x).sum();
    y.backward();
    expect(() => y.backward()).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: backward: the graph through sum was already used by an earlier backward]`,
    );
  });

  test('notices a value changed in place', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(x).sum();
    x.write(new Float32Array([5, 6]));
    expect(() => y.backward()).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: mul: input 0 of shape [2] was changed in place between forward and backward]`,
    );
  });

  test('refuses tensors without a graph and non-scalars', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => tensor([1]).backward()).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: backward: the tensor does not depend on any tensor with requiresGrad, so there is nothing to differentiate]`,
    );
    expect(() => x.mul(x).backward()).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: backward: expected a scalar or an explicit gradient but received shape [2]]`,
    );
    expect(noGrad(() => x.mul(x)).requiresGrad).toBe(false);
  });
});

describe('a graph that failed', () => {
  test('is freed all the same, and what was on its way with it', async () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.exp();
    const loss = y.mul(x).sum();
    x.write(new Float32Array([3, 4]));
    const before = device.memory().liveBuffers;
    expect(() => loss.backward()).toThrow('was changed in place');
    expect(device.memory().liveBuffers).toBe(before);
    expect(() => loss.backward()).toThrow('already used by an earlier backward');
    expect(() => loss.add(1).backward()).toThrow('already used by an earlier backward');
    // What the first pass had not come to is still there.
    expect(() => y.sum().backward()).toThrow('exp: input 0 of shape [2] was changed in place');
  });

  test('where an operation has no gradient', () => {
    const x = tensor([[1, 2, 3]], { requiresGrad: true });
    const weight = tensor(new Float32Array(9), { shape: [3, 3], requiresGrad: true });
    const loss = noGradientOp(x.matmul(weight)).sum();
    expect(() => loss.backward()).toThrow('has no gradient (it is a test)');
    expect(() => loss.backward()).toThrow('already used by an earlier backward');
  });

  function noGradientOp(x: Tensor): Tensor {
    const out = noGrad(() => x.clone());
    record({ name: 'opaque', backward: { none: 'it is a test' } }, [x], [out], null);
    return out;
  }
});

describe('a write in place between forward and backward', () => {
  const steps: Record<string, (x: Tensor) => void> = {
    'by the host': (x) => x.write(new Float32Array(8)),
    fillInto: (x) => fillInto(x, 1),
    writeRows: (x) => noGrad(() => writeRows(x.detach().reshape([1, 4, 2]), tensor([[[1, 2]]]), 3)),
    sgdStep: (x) => sgdStep(x, zeros([4, 2]), null, { learningRate: 0.1 }),
    adamwStep: (x) =>
      adamwStep(x, zeros([4, 2]), zeros([4, 2]), zeros([4, 2]), {
        learningRate: 0.1,
        beta1: 0.9,
        beta2: 0.9,
        eps: 1e-8,
        weightDecay: 0,
        step: 1,
      }),
    'a compiled step': (x) => compile(() => fillInto(x, 2))(),
  };

  test.each(Object.keys(steps))('%s: of an input', (name) => {
    const x = randn([4, 2], { seed: 1 }).requiresGrad_();
    const loss = x.mul(x).sum();
    steps[name]?.(x);
    expect(() => loss.backward()).toThrow('mul: input 0 of shape [4, 2] was changed in place');
  });

  test('of a result that backward reads', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.exp();
    fillInto(y, 0);
    expect(() => y.backward(tensor([1, 1]))).toThrow('exp: output 0 of shape [2] was changed in place');
  });

  test('through a view', () => {
    const x = randn([4, 2], { seed: 1 }).requiresGrad_();
    const loss = x.mul(x).sum();
    fillInto(x.reshape([8]), 1);
    expect(() => loss.backward()).toThrow('was changed in place');
  });
});

describe('scope', () => {
  test('frees what was created inside, keeps results, kept tensors and leaf gradients', async () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const before = device.memory().liveBuffers;
    const result = scope(() => {
      const y = x.mul(x);
      y.sum().backward();
      return { y };
    });
    expect(device.memory().liveBuffers).toBe(before + 2); // y and x.grad
    expect(Array.from(await result.y.data())).toEqual([1, 4, 9]);
    expect(Array.from((await x.grad?.data()) ?? [])).toEqual([2, 4, 6]);
    result.y.dispose();
    expect(() => result.y.add(1)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: a tensor of shape [3] was used after it was disposed]`,
    );
  });

  test('a leaf that leaves its scope takes its gradient along', async () => {
    const x = scope(() => {
      const x = tensor([1, 2], { requiresGrad: true });
      x.mul(x).sum().backward();
      return x;
    });
    expect(Array.from((await x.grad?.data()) ?? [])).toEqual([2, 4]);
    const kept = scope(() => {
      const leaf = tensor([3], { requiresGrad: true });
      leaf.mul(leaf).backward();
      return [leaf.keep()];
    })[0];
    expect(await kept?.grad?.item()).toBe(6);
  });

  test('is flat over many steps', () => {
    const x = tensor(new Float32Array(5000), { requiresGrad: true });
    let live = 0;
    for (let step = 0; step < 200; step++) {
      scope(() => x.mul(x).add(1).exp().sum().backward());
      if (step === 0) live = device.memory().liveBuffers;
    }
    expect(device.memory().liveBuffers).toBe(live);
  });
});
