import { ones, tensor, type Tensor } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { AdamW, adamwComponent } from '../../src/optimizers/adamW.ts';
import { parameterGroups } from '../../src/optimizers/parameterGroups.ts';
import { eachDevice } from '../support/eachDevice.ts';
import { errorOf } from '../support/errorOf.ts';

const options = { beta1: 0.9, beta2: 0.99, eps: 1e-8 };

/** AdamW as PyTorch's documentation writes it, on one number in f64. */
function reference(value: number, gradients: (number | null)[], learningRate: number, decay: number): number {
  let [m, v, updates] = [0, 0, 0];
  for (const gradient of gradients) {
    if (gradient === null) continue;
    updates++;
    value -= learningRate * decay * value;
    m = 0.9 * m + 0.1 * gradient;
    v = 0.99 * v + 0.01 * gradient * gradient;
    const root = Math.sqrt(v / (1 - 0.99 ** updates)) + 1e-8;
    value -= (learningRate * (m / (1 - 0.9 ** updates))) / root;
  }
  return value;
}

eachDevice((device) => {
  const parameter = (values: number[] | number[][]) =>
    tensor(values, { device: device() }).requiresGrad_().keep();
  const setGradient = (to: Tensor, value: number) => {
    to.zeroGrad();
    to.grad = tensor(new Float32Array(to.size).fill(value), { shape: to.shape, device: device() }).keep();
  };

  describe('AdamW', () => {
    test('follows its formula; a parameter without a gradient stays, and so does its count', async () => {
      const [matrix, vector] = [parameter([[1, -2]]), parameter([3])];
      const groups = parameterGroups(Object.entries({ matrix, vector }), { weightDecay: 0.1 });
      const adamW = new AdamW(groups, options);
      const [forMatrix, forVector] = [
        [0.5, -0.25, 0.125],
        [1, null, 2],
      ];
      for (let i = 0; i < 3; i++) {
        setGradient(matrix, forMatrix[i] ?? 0);
        const second = forVector[i] ?? null;
        if (second === null) vector.zeroGrad();
        else setGradient(vector, second);
        adamW.update({ learningRate: 0.01 });
      }
      const [a, b] = await matrix.data();
      expect(a).toBeCloseTo(reference(1, forMatrix, 0.01, 0.1), 6);
      expect(b).toBeCloseTo(reference(-2, forMatrix, 0.01, 0.1), 6);
      expect((await vector.data())[0]).toBeCloseTo(reference(3, forVector, 0.01, 0), 6);
      expect(adamW.state().values).toEqual({ updates: { matrix: 3, vector: 2 } });
      adamW.zeroGrad();
      expect([matrix.grad, vector.grad]).toEqual([null, null]);
      for (const one of [adamW, matrix, vector]) one.dispose();
    });

    test('multiplies gradients by a scale on the device', async () => {
      const [a, b] = [parameter([1]), parameter([1])];
      const adamW = new AdamW(parameterGroups(Object.entries({ a, b }), { weightDecay: 0 }), {
        ...options,
        eps: 1,
      });
      setGradient(a, 4);
      setGradient(b, 4);
      adamW.update({ learningRate: 0.1, gradientScale: ones([], { device: device() }).mul(0.25) });
      expect((await a.data())[0]).toBeCloseTo(1 - 0.1 * (1 / 2), 6);
      for (const one of [adamW, a, b]) one.dispose();
    });

    test('makes its memory at once, and gives all of it back', () => {
      const a = parameter([[1, 2]]);
      const before = device().memory().liveBuffers;
      const adamW = new AdamW(parameterGroups([['a', a]], { weightDecay: 0 }), options);
      expect(device().memory().liveBuffers).toBe(before + 2);
      setGradient(a, 1);
      adamW.update({ learningRate: 0.1 });
      adamW.zeroGrad();
      expect(device().memory().liveBuffers).toBe(before + 2);
      adamW.dispose();
      expect(device().memory().liveBuffers).toBe(before);
      a.dispose();
    });

    test('refuses a saved state that is not its own', async () => {
      const a = parameter([[1, 2]]);
      const adamW = new AdamW(parameterGroups([['a', a]], { weightDecay: 0 }), options);
      const load = (tensors: Record<string, number[]>, updates: Record<string, number>) =>
        errorOf(() =>
          adamW.load({
            tensors: new Map(
              Object.entries(tensors).map(([name, shape]) => [
                name,
                { shape, data: new Float32Array(shape.reduce((n, length) => n * length, 1)) },
              ]),
            ),
            values: { updates },
          }),
        );
      expect(await load({}, { b: 1, c: 2 })).toMatchInlineSnapshot(`
        "optimizer.state
        optimizer adamw: the saved state does not fit: it has moments of b, c, which the model does not have"
      `);
      expect(await load({ 'm.a': [1, 2] }, { a: 1 })).toMatchInlineSnapshot(`
        "optimizer.state
        optimizer adamw: the saved state does not fit: the moments of a are missing"
      `);
      expect(await load({ 'm.a': [1, 2], 'v.a': [2, 1] }, { a: 1 })).toMatchInlineSnapshot(`
        "optimizer.state
        optimizer adamw: the saved state does not fit: the moments of a: expected shape [1, 2] but received [2, 1]"
      `);
      for (const one of [adamW, a]) one.dispose();
    });
  });

  test('parameterGroups decays matrices only, and knows a shared parameter once', () => {
    const [embedding, gain] = [parameter([[1]]), parameter([1])];
    const named: [string, Tensor][] = [
      ['embedding', embedding],
      ['gain', gain],
      ['head', embedding],
    ];
    const groups = parameterGroups(named, { weightDecay: 0.1 });
    expect(groups.map(({ parameters, weightDecay }) => [[...parameters.keys()], weightDecay])).toEqual([
      [['embedding'], 0.1],
      [['gain'], 0],
    ]);
    const made = adamwComponent.create(
      { ...options, learningRate: 1, weightDecay: 0, groups: {} },
      { parameters: named },
    );
    expect([...made.parameters.keys()]).toEqual(['embedding', 'gain']);
    for (const one of [embedding, gain]) one.dispose();
  });
});
