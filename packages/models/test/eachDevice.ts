import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe } from 'vitest';

/** Set by vitest.config.ts: '1' where there must be an adapter, '0' where none was found outside CI. */
const webgpuExpected = process.env.CRAFT_WEBGPU !== '0';

/** Declares the tests of `body` for the cpu and for WebGPU; the latter are skipped by name only where `CRAFT_WEBGPU` is 0. */
export function eachDevice(body: (device: () => Device) => void): void {
  for (const kind of ['cpu', 'webgpu'] as const) {
    const skipped = kind === 'webgpu' && !webgpuExpected;
    describe.skipIf(skipped)(skipped ? `${kind} (skipped: no adapter on this machine)` : kind, () => {
      let device: Device | undefined;
      beforeAll(async () => {
        device = await openDevice(kind, { threads: 2 });
      });
      afterAll(() => device?.close());
      body(() => {
        if (!device) throw new Error('the device is open only inside tests');
        return device;
      });
    });
  }
}
