import { afterEach, expect, test } from 'vitest';
import { matmul, openDevice, randn, tensor, type OpenOptions } from '../../src/index.ts';

const wideEngine = Number.parseInt(process.versions.v8, 10) >= 13;

afterEach(() => {
  delete process.env.CRAFT_CPU_INSTRUCTIONS;
});

/** What of one product is left after its rounded value is taken away: 0 unless the two steps are one. */
async function remainder(instructions: NonNullable<OpenOptions['instructions']>): Promise<number> {
  const device = await openDevice('cpu', { threads: 1, instructions });
  const x = Math.fround(1 + 2 ** -12);
  const a = tensor([[1, x]], { device });
  const b = tensor([[-Math.fround(x * x)], [x]], { device });
  const left = await matmul(a, b).item();
  await device.close();
  return left;
}

async function product(instructions: NonNullable<OpenOptions['instructions']>): Promise<Uint8Array> {
  const device = await openDevice('cpu', { threads: 2, instructions });
  const a = randn([37, 300], { seed: 1, device });
  const b = randn([300, 53], { seed: 2, device });
  const values = (await matmul(a, b).data()) as Float32Array;
  await device.close();
  return new Uint8Array(values.buffer);
}

test('plain SIMD rounds the product and the sum; fused multiply-add the sum alone', async () => {
  expect(await remainder('simd')).toBe(0);
  // A processor without FMA computes relaxed SIMD in two steps.
  expect([0, 2 ** -24]).toContain(await remainder('fma'));
});

test('the device tells what it uses', async () => {
  const device = await openDevice('cpu', { threads: 1, instructions: 'simd' });
  expect(device.info.features).toEqual(['simd']);
  await device.close();
  const best = await openDevice('cpu', { threads: 1 });
  expect(best.info.features).toContain('fma');
  await best.close();
});

test('the variable chooses where the option does not', async () => {
  process.env.CRAFT_CPU_INSTRUCTIONS = 'simd';
  const device = await openDevice('cpu', { threads: 2 });
  expect(device.info.features).toEqual(['simd', 'threads']);
  await device.close();
});

test('unknown instructions are refused', async () => {
  process.env.CRAFT_CPU_INSTRUCTIONS = 'avx9';
  await expect(openDevice('cpu')).rejects.toThrowErrorMatchingInlineSnapshot(
    `[CraftError: cpu: expected instructions simd, fma, fma256 but received "avx9"]`,
  );
});

test.skipIf(wideEngine)(
  'an engine without 256-bit vectors says so (skipped: this one has them)',
  async () => {
    await expect(openDevice('cpu', { instructions: 'fma256' })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[CraftError: cpu: expected an engine with fma256 but this one has fma]`,
    );
  },
);

test.skipIf(!wideEngine)(
  'vectors of 256 bits change no bit (skipped: Node 24 and later have them)',
  async () => {
    expect(await product('fma256')).toEqual(await product('fma'));
  },
);
