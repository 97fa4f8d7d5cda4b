import { afterAll, beforeAll, describe } from 'vitest';
import { openDevice, type Device } from '../src/index.ts';

/** What a group of tests runs on. */
interface Target {
  readonly title: string;
  readonly kind: 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly instructions?: 'simd';
  /** Whether the kernels are forced that belong to the other kind of adapter: a GPU's, or a software one's. */
  readonly otherKernels?: boolean;
}

const targets: readonly Target[] = [
  { title: 'cpu, 2 threads', kind: 'cpu', threads: 2 },
  { title: 'cpu, 1 thread', kind: 'cpu', threads: 1 },
  { title: 'webgpu', kind: 'webgpu' },
];

const others: readonly Target[] = [
  { title: 'cpu, plain SIMD', kind: 'cpu', threads: 1, instructions: 'simd' },
  { title: 'webgpu, other kernels', kind: 'webgpu', otherKernels: true },
];

/** Set by vitest.config.ts: '1' where there must be an adapter, '0' where none was found outside CI. */
const webgpuExpected = process.env.CRAFT_WEBGPU !== '0';

/**
 * Declares the tests of `body` once per device: the CPU with shared memory, the CPU with plain memory,
 * and WebGPU. `device()` is for use inside tests. Where no WebGPU adapter exists, its tests are skipped
 * by name; where one is expected and does not open, they fail. With `eachKernel`, both backends come once
 * more: the CPU with plain SIMD instructions only (`OpenOptions.instructions`), and WebGPU with the kernels
 * that it would not take by itself (`OpenOptions.kernels`).
 */
export function eachDevice(
  body: (device: () => Device, target: Target) => void,
  options: { readonly eachKernel?: boolean } = {},
): void {
  for (const target of options.eachKernel ? [...targets, ...others] : targets) {
    const skipped = target.kind === 'webgpu' && !webgpuExpected;
    const title = skipped ? `${target.title} (skipped: no adapter on this machine)` : target.title;
    describe.skipIf(skipped)(title, () => {
      let device: Device | undefined;
      beforeAll(async () => {
        device = await openDevice(target.kind, {
          threads: target.threads ?? 1,
          ...(target.instructions && { instructions: target.instructions }),
        });
        if (!target.otherKernels) return;
        const kernels = device.info.software ? 'hardware' : 'software';
        await device.close();
        device = await openDevice(target.kind, { kernels });
      });
      afterAll(() => device?.close());
      body(() => {
        if (!device) throw new Error('the device is open only inside tests');
        return device;
      }, target);
    });
  }
}
