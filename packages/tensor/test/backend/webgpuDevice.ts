import { afterAll, beforeAll, describe } from 'vitest';
import type { BackendBuffer } from '../../src/backend/backend.ts';
import { openWebgpu, probeWebgpu, type WebgpuOptions } from '../../src/backend/webgpu/openWebgpu.ts';
import { WebgpuBackend } from '../../src/backend/webgpu/webgpuBackend.ts';

const report = await probeWebgpu();
// With CRAFT_WEBGPU=1 a missing adapter fails the tests instead of skipping them.
const required = process.env.CRAFT_WEBGPU === '1';

/** A suite that needs a WebGPU adapter; skipped with the reason in its name where there is none. */
export function describeWebgpu(name: string, define: () => void): void {
  if (report.available || required) describe(name, define);
  else describe.skip(`${name} (skipped: ${report.reason})`, define);
}

/** A backend whose device tests may reach. */
export async function openForTest(options?: WebgpuOptions): Promise<WebgpuBackend> {
  const backend = await openWebgpu(options);
  if (!(backend instanceof WebgpuBackend)) throw new Error('expected a WebgpuBackend');
  return backend;
}

/** A backend that lives as long as the suite it is called in. */
export function sharedBackend(): () => WebgpuBackend {
  let backend: WebgpuBackend | undefined;
  beforeAll(async () => {
    backend = await openForTest();
  });
  afterAll(async () => {
    await backend?.close();
  });
  return () => {
    if (!backend) throw new Error('the backend is open only while tests run');
    return backend;
  };
}

export function bytesOf(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function uploaded(backend: WebgpuBackend, values: Float32Array | Uint32Array): BackendBuffer {
  const buffer = backend.alloc(values.byteLength);
  backend.upload(buffer, bytesOf(values));
  return buffer;
}

export async function floats(backend: WebgpuBackend, buffer: BackendBuffer): Promise<number[]> {
  return [
    ...new Float32Array(
      (await backend.download(buffer, 0, buffer.byteLength)).buffer,
      0,
      buffer.byteLength / 4,
    ),
  ];
}
