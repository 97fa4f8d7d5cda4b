import { openDevice, setDefaultDevice, tensor, type Device, type Tensor } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Linear, Module, ParameterFactory } from '../src/index.ts';

class Pair extends Module {
  readonly first: Linear;
  readonly more: readonly Linear[];
  readonly scale: Tensor;
  readonly frozen: Tensor;
  readonly absent = null;
  readonly size = 3;
  readonly #scratch: Tensor;

  constructor(seed: number) {
    super();
    const parameters = new ParameterFactory({ seed });
    this.first = new Linear({ inFeatures: 2, outFeatures: 3 }, parameters.at('first'));
    this.more = [
      new Linear({ inFeatures: 3, outFeatures: 2, bias: false }, parameters.at('more').at(0)),
      this.first,
    ];
    this.scale = parameters.constant([4], 1);
    this.frozen = tensor([7, 8]).keep();
    this.#scratch = tensor([1]).keep();
  }

  get scratch(): Tensor {
    return this.#scratch;
  }
}

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const names = (entries: Iterable<[string, Tensor]>) => Array.from(entries, ([name]) => name);

describe('Module', () => {
  test('finds parameters in fields and arrays, in order, each once, by dotted names', () => {
    const pair = new Pair(1);
    expect(names(pair.namedParameters())).toEqual(['first.weight', 'first.bias', 'more.0.weight', 'scale']);
    expect(pair.parameters()).toHaveLength(4);
    expect(pair.parameterCount()).toBe(6 + 3 + 6 + 4);
  });

  test('keeps untrained tensors in its state, private fields out of it', () => {
    expect([...new Pair(1).stateDict().keys()]).toEqual([
      'first.weight',
      'first.bias',
      'more.0.weight',
      'scale',
      'frozen',
    ]);
  });

  test('a parameter that is frozen stays in the state', () => {
    const pair = new Pair(1);
    pair.first.weight.requiresGrad_(false);
    expect(pair.stateDict().has('first.weight')).toBe(true);
    expect(names(pair.namedParameters())).not.toContain('first.weight');
  });

  test('train and eval reach every module', () => {
    const pair = new Pair(1);
    expect(pair.eval().first.training).toBe(false);
    expect(pair.more[0]?.training).toBe(false);
    expect(pair.train().first.training).toBe(true);
  });

  test('zeroGrad and dispose free what the module holds', () => {
    const before = device.memory().liveBuffers;
    const pair = new Pair(1);
    pair.first
      .forward(tensor([[1, 2]]))
      .sum()
      .backward();
    expect(pair.first.weight.grad).not.toBeNull();
    pair.zeroGrad();
    expect(pair.first.weight.grad).toBeNull();
    pair.first.weight.grad = tensor(new Float32Array(6), { shape: [3, 2] });
    pair.dispose();
    expect(pair.first.weight.disposed).toBe(true);
    expect(device.memory().liveBuffers).toBeLessThanOrEqual(before + 5); // scratch and the example's own
  });
});

describe('loadStateDict', () => {
  test('copies tensors of another module and numbers of the host', async () => {
    const [from, to] = [new Pair(1), new Pair(2)];
    to.loadStateDict(from.stateDict());
    for (const [name, value] of to.stateDict()) {
      expect(await value.data(), name).toEqual(await from.stateDict().get(name)?.data());
    }
    const host = new Map(
      Array.from(from.stateDict(), ([name, { shape, size }]) => [
        name,
        { shape, data: new Float32Array(size).fill(5) },
      ]),
    );
    to.loadStateDict(host);
    expect(Array.from(await to.scale.data())).toEqual([5, 5, 5, 5]);
    expect(Array.from(await from.scale.data())).toEqual([1, 1, 1, 1]);
  });

  test('names everything that does not fit, and changes nothing', async () => {
    const pair = new Pair(1);
    const state = new Map(new Pair(2).stateDict());
    state.delete('more.0.weight');
    state.delete('scale');
    state.set('head.weight', tensor([1]));
    state.set('first.weight', tensor([[1, 2]]));
    state.set('frozen', tensor([1, 2], { dtype: 'i32' }));
    const before = await pair.first.bias?.data();
    expect(() => pair.loadStateDict(state)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: loadStateDict: the weights do not fit Pair: missing more.0.weight, scale; unexpected head.weight; first.weight: expected shape [3, 2] but received [1, 2]; frozen: expected f32 but received i32]`,
    );
    expect(await pair.first.bias?.data()).toEqual(before);
  });

  test('refuses host values that do not fill the shape, and tensors of another device', async () => {
    const pair = new Pair(1);
    const state = new Map(new Pair(2).stateDict().entries()) as Parameters<Module['loadStateDict']>[0] &
      Map<string, unknown>;
    state.set('scale', { shape: [4], data: new Float32Array(3) });
    expect(() => pair.loadStateDict(state)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: loadStateDict: the weights do not fit Pair: scale: expected 4 values but received 3]`,
    );
    const other = await openDevice('cpu', { threads: 1 });
    state.set('scale', tensor([1, 2, 3, 4], { device: other }));
    expect(() => pair.loadStateDict(state)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: loadStateDict: the weights do not fit Pair: scale: lives on another device (cpu (1 thread, WebAssembly SIMD))]`,
    );
    await other.close();
  });
});
