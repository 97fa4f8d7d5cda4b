import { afterAll, beforeAll, describe } from 'vitest';
import type { Device } from '../src/index.ts';
import { openDevice } from '../src/index.ts';

/** What a group of tests runs on. */
interface Target {
  readonly title: string;
  readonly kind: 'cpu' | 'webgpu';
  readonly threads?: number;
  /** Set where the kernels' bodies for one kind of adapter are forced. */
  readonly kernels?: 'hardware' | 'software';
}

const targets: readonly Target[] = [
  { title: 'cpu, 2 threads', kind: 'cpu', threads: 2 },
  { title: 'cpu, 1 thread', kind: 'cpu', threads: 1 },
  { title: 'webgpu', kind: 'webgpu' },
];

const kernelTargets: readonly Target[] = [
  { title: "webgpu, GPUs' kernels", kind: 'webgpu', kernels: 'hardware' },
  { title: "webgpu, software adapters' kernels", kind: 'webgpu', kernels: 'software' },
];

/** Set by vitest.config.ts: '1' where there must be an adapter, '0' where none was found outside CI. */
const webgpuExpected = process.env.CRAFT_WEBGPU !== '0';

/**
 * Declares the tests of `body` once per device: the CPU with shared memory, the CPU with plain memory,
 * and WebGPU. `device()` is for use inside tests. Where no WebGPU adapter exists, its tests are skipped
 * by name; where one is expected and does not open, they fail. With `eachKernel`, WebGPU comes twice more,
 * once with each choice of kernels (`OpenOptions.kernels`) forced.
 */
export function eachDevice(
  body: (device: () => Device, target: Target) => void,
  options: { readonly eachKernel?: boolean } = {},
): void {
  for (const target of options.eachKernel ? [...targets, ...kernelTargets] : targets) {
    const skipped = target.kind === 'webgpu' && !webgpuExpected;
    const title = skipped ? `${target.title} (skipped: no adapter on this machine)` : target.title;
    describe.skipIf(skipped)(title, () => {
      let device: Device | undefined;
      beforeAll(async () => {
        device = await openDevice(target.kind, {
          threads: target.threads ?? 1,
          ...(target.kernels ? { kernels: target.kernels } : {}),
        });
      });
      afterAll(() => device?.close());
      body(() => {
        if (!device) throw new Error('the device is open only inside tests');
        return device;
      }, target);
    });
  }
}
