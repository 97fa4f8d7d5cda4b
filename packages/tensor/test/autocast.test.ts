/** Mixed precision: which operations compute in what, and the figures of PyTorch under the same policy. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  attention,
  autocast,
  checkpoint,
  compile,
  concat,
  crossEntropy,
  customGradient,
  einsum,
  halfBits,
  halfValues,
  layerNorm,
  linear,
  matmul,
  scope,
  tensor,
  type Device,
  type Tensor,
} from '../src/index.ts';
import { expectClose } from './conformance/expectClose.ts';
import { eachDevice } from './eachDevice.ts';

interface TorchAutocast {
  readonly sizes: Readonly<Record<'batch' | 'tokens' | 'width' | 'heads' | 'classes', number>>;
  readonly scale: number;
  readonly x: readonly number[];
  readonly targets: readonly number[];
  readonly dtypes: Readonly<Record<string, string>>;
  readonly logits: readonly number[];
  readonly loss: number;
  readonly parameters: Readonly<
    Record<string, { shape: number[]; values: readonly number[]; gradient: readonly number[] }>
  >;
}

const torch = JSON.parse(
  readFileSync(new URL('./fixtures/autocast.json', import.meta.url), 'utf8'),
) as TorchAutocast;

/** The block of tools/reference/autocast.py. */
function block(parameter: (name: string) => Tensor, device: Device, dtypes: Record<string, string> = {}) {
  const { batch, tokens, width, heads } = torch.sizes;
  const noted = (name: string, one: Tensor): Tensor => {
    dtypes[name] = one.dtype;
    return one;
  };
  const p = parameter;
  const x = tensor(Float32Array.from(torch.x), { shape: [batch, tokens, width], device });
  const normed = noted('norm', layerNorm(x, p('gain1'), p('shift1')));
  const qkv = noted('qkv', linear(normed, p('qkv'), p('qkvBias')));
  const seen = noted('attention', attention(qkv, { nHeads: heads }));
  const one = noted('residual', x.add(linear(seen, p('proj'))));
  const hidden = linear(layerNorm(one, p('gain2'), p('shift2')), p('up'), p('upBias'), {
    activation: 'gelu',
  });
  const two = one.add(linear(hidden, p('down')));
  const logits = noted('logits', linear(two, p('head')));
  const flat = logits.reshape(batch * tokens, -1);
  const loss = noted('loss', crossEntropy(flat, tensor(Int32Array.from(torch.targets), { device })));
  return { logits, loss };
}

eachDevice((device) => {
  const random = (shape: readonly number[], seed = 1): Tensor => {
    const size = shape.reduce((all, n) => all * n, 1);
    const values = Float32Array.from({ length: size }, (_, i) => Math.sin(seed * 37 + i * 1.7));
    return tensor(halfValues(halfBits(values)), { shape, device: device() });
  };

  describe('autocast', () => {
    test('computes products in f16, and everything else in f32', () => {
      scope(() => {
        const [x, w] = [random([4, 8]), random([8, 8], 2)];
        const dtypeOf = (fn: () => Tensor) => autocast('f16', fn).dtype;
        const half = x.to('f16');
        expect({
          matmul: dtypeOf(() => matmul(x, w)),
          linear: dtypeOf(() => linear(x, w)),
          einsum: dtypeOf(() => einsum('ij,jk->ik', x, w)),
          attention: dtypeOf(() => attention(random([1, 4, 24]), { nHeads: 2 })),
          'add of f16 and f32': dtypeOf(() => half.add(x)),
          'add of f16': dtypeOf(() => half.add(half)),
          'times a number': dtypeOf(() => half.mul(0.1)),
          exp: dtypeOf(() => half.exp()),
          softmax: dtypeOf(() => half.softmax()),
          sum: dtypeOf(() => half.sum()),
          gelu: dtypeOf(() => half.gelu()),
          'reshape of f16': dtypeOf(() => half.reshape(8, 4)),
          'permute of f16': dtypeOf(() => half.permute(1, 0)),
          'slice of f16': dtypeOf(() => half.slice(0, 1)),
          'concat of f16': dtypeOf(() => concat([half, half])),
          'concat of f16 and f32': dtypeOf(() => concat([half, x])),
          'linear within f32': dtypeOf(() => autocast('f32', () => linear(x, w))),
          'exp within f32': dtypeOf(() => autocast('f32', () => half.exp())),
        }).toMatchInlineSnapshot(`
          {
            "add of f16": "f32",
            "add of f16 and f32": "f32",
            "attention": "f16",
            "concat of f16": "f16",
            "concat of f16 and f32": "f32",
            "einsum": "f16",
            "exp": "f32",
            "exp within f32": "f32",
            "gelu": "f32",
            "linear": "f16",
            "linear within f32": "f32",
            "matmul": "f16",
            "permute of f16": "f16",
            "reshape of f16": "f16",
            "slice of f16": "f16",
            "softmax": "f32",
            "sum": "f32",
            "times a number": "f32",
          }
        `);
        expect(matmul(x, w).dtype).toBe('f32');
        expect(matmul(half, w.to('f16')).dtype).toBe('f16');
      });
    });

    test('keeps numbers next to f16 exact', async () => {
      const got = scope(() =>
        autocast('f16', () => tensor([1], { device: device(), dtype: 'f16' }).mul(0.1)),
      );
      expect([...(await got.data())]).toEqual([Math.fround(0.1)]);
    });

    test('agrees with torch.autocast on a transformer block, eager and compiled', async () => {
      const parameters = new Map(
        Object.entries(torch.parameters).map(([name, { shape, values }]) => [
          name,
          tensor(Float32Array.from(values), { shape, device: device(), requiresGrad: true }),
        ]),
      );
      const dtypes: Record<string, string> = {};
      const step = () => {
        const made = autocast('f16', () => block((name) => parameters.get(name) as Tensor, device(), dtypes));
        made.loss.mul(torch.scale).backward();
        const gradients = [...parameters.values()].map((one) => one.grad as Tensor);
        for (const one of parameters.values()) one.grad = null;
        return { logits: made.logits.detach(), loss: made.loss.detach(), gradients };
      };
      const compiled = compile(step, { device: device() });
      const [eager, replayed] = [scope(step), compiled()];
      // PyTorch casts logits to f32 itself, and so do losses here.
      expect(dtypes).toEqual(torch.dtypes);
      const names = [...parameters.keys()];
      for (const { logits, loss, gradients } of [eager, replayed]) {
        expectClose('logits', await logits.data(), torch.logits, { absolute: 4e-3, relative: 2e-3 });
        expectClose('loss', await loss.data(), [torch.loss], { absolute: 1e-3, relative: 1e-3 });
        for (const [i, name] of names.entries()) {
          const wanted = torch.parameters[name]?.gradient ?? [];
          const most = Math.max(...wanted.map(Math.abs));
          expect(gradients[i]?.dtype).toBe('f32');
          expectClose(name, (await gradients[i]?.data()) ?? [], wanted, {
            absolute: 4e-3 * most,
            relative: 4e-3,
          });
        }
      }
      const bits = async ({ logits, gradients }: typeof eager) =>
        Promise.all([logits, ...gradients].map(async (one) => [...(await one.data())]));
      expect(await bits(replayed)).toEqual(await bits(eager));
      compiled.dispose();
      for (const one of parameters.values()) one.dispose();
    });

    test('sums several gradients of one f16 tensor in f32', async () => {
      const gradient = scope(() => {
        const x = tensor([1], { device: device(), requiresGrad: true });
        const half = x.to('f16');
        // 1 + 2^-11 + 2^-11 rounds to 1 at each step of f16, but not at the end.
        const parts = [1, 2 ** -11, 2 ** -11].map((factor) => half.to('f32').mul(factor).sum());
        parts.reduce((sum, one) => sum.add(one)).backward();
        return x.grad as Tensor;
      });
      expect([...(await gradient.data())]).toEqual([1 + 2 ** -10]);
    });

    test('leaves of f16 add up their gradients over passes', async () => {
      const x = tensor([1, 2, 3], { device: device(), dtype: 'f16', requiresGrad: true });
      for (let pass = 0; pass < 3; pass++) scope(() => x.to('f32').mul(0.5).sum().backward());
      expect(x.grad?.dtype).toBe('f16');
      expect([...((await x.grad?.data()) ?? [])]).toEqual([1.5, 1.5, 1.5]);
      x.dispose();
    });

    test('holds in what checkpoint runs again', async () => {
      const gradientOf = async (wrap: (fn: () => Tensor) => Tensor) => {
        const w = random([8, 8], 3).requiresGrad_();
        const x = random([4, 8]);
        scope(() => autocast('f16', () => wrap(() => linear(linear(x, w).relu(), w)).sum()).backward());
        const got = [...((await w.grad?.data()) ?? [])];
        for (const one of [w, x]) one.dispose();
        return got;
      };
      expect(await gradientOf((fn) => checkpoint(fn))).toEqual(await gradientOf((fn) => fn()));
    });

    test('lets custom gradients give f16', async () => {
      const x = random([2, 2]).requiresGrad_();
      const square = customGradient({
        name: 'square',
        forward: (context, a: Tensor) => {
          context.save(a);
          return matmul(a, a);
        },
        backward: ({ saved }, gradient) => gradient.to('f32').mul(saved[0] as Tensor),
      });
      const out = scope(() => {
        const made = autocast('f16', () => square(x));
        made.to('f32').sum().backward();
        return made;
      });
      expect(out.dtype).toBe('f16');
      expect([...((await x.grad?.data()) ?? [])]).toEqual([...(await x.data())]);
      for (const one of [x, out]) one.dispose();
    });

    test('operations without autocast say what to do with f16', () => {
      scope(() => {
        const half = random([2, 2]).to('f16');
        expect(() => half.exp()).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: exp: expected a tensor of f32 but received f16 [2, 2]]`,
        );
        expect(() => matmul(half, random([2, 2]))).toThrowErrorMatchingInlineSnapshot(
          `[CraftError: matmul: expected operands all of f32 or all of f16 but received f16 [2, 2], f32 [2, 2]]`,
        );
      });
    });

    test('copies of f16 are those of f32', async () => {
      const copies: Record<string, (x: Tensor) => Tensor> = {
        permute: (x) => x.permute(2, 0, 1),
        slice: (x) => x.slice(2, 1, 4),
        pad: (x) => x.pad([1, 2, 0, 1], { value: 0.5 }),
        expand: (x) => x.slice(0, 0, 1).expand([3, 3, 5]),
        flip: (x) => x.flip([0, 2]),
        roll: (x) => x.roll(2, 2),
        concat: (x) => concat([x, x.slice(1, 0, 2)], 1),
        clone: (x) => x.clone(),
      };
      for (const [name, copy] of Object.entries(copies)) {
        const results: number[][][] = [];
        for (const dtype of ['f32', 'f16'] as const) {
          const x = random([2, 3, 5]).requiresGrad_();
          const out = scope(() => {
            const made = copy(x.to(dtype));
            made.to('f32').mul(random(made.shape, 4)).sum().backward();
            return made;
          });
          expect(out.dtype, name).toBe(dtype);
          results.push([[...(await out.data())], [...((await x.grad?.data()) ?? [])]]);
          x.zeroGrad();
          for (const one of [x, out]) one.dispose();
        }
        expect(results[1]?.[0], name).toEqual(results[0]?.[0]);
        expectClose(name, results[1]?.[1] ?? [], results[0]?.[1] ?? [], { absolute: 1e-3, relative: 1e-3 });
      }
    });
  });
});
