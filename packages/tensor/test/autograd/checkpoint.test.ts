import { describe, expect, test } from 'vitest';
import {
  checkpoint,
  compile,
  dropout,
  layerNorm,
  linear,
  noGrad,
  PlanningDevice,
  randn,
  randomScope,
  scope,
  tensor,
  type Device,
  type Tensor,
} from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

const width = 24;

/** A stack of residual blocks with dropout, each block in a checkpoint or none. */
function makeStack(device: Device, layers: number) {
  const make = (shape: number[], stream: number) =>
    randn(shape, { seed: 3, stream, std: 0.3, device }).requiresGrad_().keep();
  const blocks = Array.from({ length: layers }, (_, i) => ({
    gain: make([width], 3 * i),
    up: make([4 * width, width], 3 * i + 1),
    down: make([width, 4 * width], 3 * i + 2),
  }));
  const parameters = blocks.flatMap((block) => Object.values(block));
  const loss = (x: Tensor, checkpointed: boolean) => {
    let h = x;
    for (const { gain, up, down } of blocks) {
      // `h` is used in the block beside its argument, as a closure would.
      const residual = h;
      const block = (input: Tensor) =>
        residual.add(
          dropout(linear(linear(layerNorm(input, gain, null), up, null, { activation: 'gelu' }), down), 0.2),
        );
      h = checkpointed ? checkpoint(block, h) : block(h);
      h = dropout(h, 0.1);
    }
    return h.mul(h).sum();
  };
  const step = (x: Tensor, checkpointed: boolean) =>
    scope(() => {
      const value = randomScope({ seed: 7, step: 2 }, () => loss(x, checkpointed));
      // Outside of the random scope, as a training step may have it.
      value.backward();
      const gradients = parameters.map((p) => p.grad?.clone() as Tensor);
      for (const p of parameters) p.zeroGrad();
      return { value: value.detach(), gradients };
    });
  return { step };
}

const values = ({ value, gradients }: { value: Tensor; gradients: Tensor[] }) =>
  Promise.all([value, ...gradients].map((one) => one.data()));

eachDevice((device) => {
  describe('checkpoint', () => {
    test('gives the same gradients to the bit, eagerly and compiled', async () => {
      const { step } = makeStack(device(), 3);
      const x = randn([10, width], { seed: 1, device: device() });
      const expected = await values(step(x, false));
      expect(await values(step(x, true))).toEqual(expected);
      const [plain, checkpointed] = [false, true].map((on) =>
        compile((input: Tensor) => step(input, on), { device: device() }),
      );
      if (!plain || !checkpointed) throw new Error('two steps');
      expect(await values(plain(x))).toEqual(expected);
      expect(await values(checkpointed(x))).toEqual(expected);
      expect(checkpointed.report()?.launches).toBeGreaterThan(plain.report()?.launches ?? 0);
    });

    test('takes and gives structures, and any of their tensors may be unused', async () => {
      const a = tensor([1, 2], { device: device(), requiresGrad: true });
      const b = tensor([3, 4], { device: device(), requiresGrad: true });
      const { y, same, whole } = checkpoint(
        (inputs: { a: Tensor }, list: Tensor[]) => ({
          y: inputs.a.mul(list[0] as Tensor),
          unused: inputs.a.exp(),
          same: inputs.a,
          whole: inputs.a.detach().to('i32'),
        }),
        { a: a.mul(2) },
        [b],
      );
      expect([y.requiresGrad, same.requiresGrad, whole.requiresGrad]).toEqual([true, true, false]);
      y.add(same).sum().backward();
      expect(await a.grad?.data()).toEqual(new Float32Array([8, 10]));
      expect(await b.grad?.data()).toEqual(new Float32Array([2, 4]));
    });

    test('in a checkpoint, and with hooks, which run once', async () => {
      const x = tensor([1, 2], { device: device(), requiresGrad: true });
      let calls = 0;
      x.registerGradientHook(() => void calls++);
      checkpoint((a) => checkpoint((c) => c.mul(x), a.exp()).sum(), x).backward();
      expect(calls).toBe(1);
      const got = Array.from((await x.grad?.data()) ?? []);
      [1, 2].forEach((v, i) => expect(got[i]).toBeCloseTo(Math.exp(v) * (1 + v), 3));
    });

    test('records nothing where there is nothing to record', () => {
      const x = tensor([1, 2], { device: device(), requiresGrad: true });
      expect(noGrad(() => checkpoint((a) => a.exp(), x)).requiresGrad).toBe(false);
      expect(checkpoint((a) => a.exp(), x.detach()).requiresGrad).toBe(false);
    });

    test('refuses a second use, a changed input and another result', () => {
      const x = tensor([1, 2], { device: device(), requiresGrad: true });
      const used = checkpoint((a) => a.exp().sum(), x);
      used.backward();
      expect(() => used.backward()).toThrow('the graph through checkpoint was already used');
      const changed = checkpoint((a) => a.exp().sum(), x);
      x.write(new Float32Array([5, 6]));
      expect(() => changed.backward()).toThrow('checkpoint: input 0 of shape [2] was changed in place');
      let times = 0;
      const other = checkpoint((a) => (times++ === 0 ? a.exp() : a.sum()), x);
      expect(() => other.sum().backward()).toThrowErrorMatchingInlineSnapshot(
        `[CraftError: checkpoint: the function returned tensors of other shapes in backward than in forward]`,
      );
    });

    test('takes less memory, eagerly and compiled', () => {
      const peak = (checkpointed: boolean) => {
        const planned = new PlanningDevice(device());
        const { step } = makeStack(planned, 12);
        step(randn([500, width], { seed: 1, device: planned }), checkpointed);
        return planned.memory().peakBytes;
      };
      expect(peak(true)).toBeLessThan(0.5 * peak(false));
      const { step } = makeStack(device(), 12);
      const x = randn([500, width], { seed: 1, device: device() });
      const temporaryBytes = (checkpointed: boolean) => {
        const compiled = compile((input: Tensor) => step(input, checkpointed), { device: device() });
        compiled(x);
        const bytes = compiled.report()?.temporaryBytes ?? NaN;
        compiled.dispose();
        return bytes;
      };
      expect(temporaryBytes(true)).toBeLessThan(0.5 * temporaryBytes(false));
    });
  });
});
