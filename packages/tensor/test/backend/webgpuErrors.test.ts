import { describe, expect, it } from 'vitest';
import { create } from 'webgpu';
import type { Backend } from '../../src/backend/backend.ts';
import { defineKernel } from '../../src/backend/kernel.ts';
import { describeAdapter, requestDevice } from '../../src/backend/webgpu/adapter.ts';
import { WebgpuBackend } from '../../src/backend/webgpu/webgpuBackend.ts';
import { CraftError } from '../../src/errors.ts';
import { openDevice } from '../../src/openDevice.ts';
import { emptyTensor } from '../../src/tensor.ts';
import { describeWebgpu, floats, openForTest, sharedBackend, uploaded } from './webgpuDevice.ts';
import { addScaled, scaleInPlace } from './webgpuKernels.ts';

async function errorOf(action: () => unknown): Promise<CraftError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof CraftError) return error;
    throw error;
  }
  throw new Error('expected a CraftError but nothing was thrown');
}

/** Code, message and hint in one text for snapshots. */
async function said(action: () => unknown): Promise<string> {
  const { code, message, hint } = await errorOf(action);
  return [code, message, hint].filter((part) => part !== undefined).join('\n');
}

function kernelOf(name: string, wgsl: string) {
  return defineKernel({
    name,
    reads: {},
    writes: { out: 'f32' },
    params: { size: 'u32' },
    wgsl,
    workgroups: ({ size }) => size,
    tasks: ({ size }) => size,
  });
}

describeWebgpu('webgpu errors', () => {
  const shared = sharedBackend();

  it('refuses one buffer for reading and writing', async () => {
    const backend = shared();
    const x = backend.alloc(16);
    const y = backend.alloc(16);
    const params = { size: 4, scale: 1 };
    expect(await said(() => backend.dispatch(addScaled, [x, y, y], params))).toMatchInlineSnapshot(`
      "kernel.aliasing
      kernel testAddScaled: expected a buffer of its own for out but received the one bound as b
      write to a new buffer, or declare it once among the writes to update it in place"
    `);
    backend.dispatch(addScaled, [x, x, y], params);
    await backend.synchronize();
    backend.free(x);
    backend.free(y);
  });

  it('refuses a wrong number of buffers, freed and foreign ones', async () => {
    const backend = shared();
    const x = backend.alloc(16);
    const params = { size: 4, factor: 1 };
    expect(await said(() => backend.dispatch(scaleInPlace, [x, x], params))).toMatchInlineSnapshot(`
      "kernel.signature
      kernel testScaleInPlace: expected 1 buffers (x) but received 2"
    `);
    backend.free(x);
    expect(await said(() => backend.dispatch(scaleInPlace, [x], params))).toMatchInlineSnapshot(`
      "buffer.freed
      webgpu: a freed buffer was used
      keep() a tensor that must outlive its scope"
    `);
    expect(await said(() => backend.upload({ byteLength: 4 }, new Uint8Array(4)))).toMatchInlineSnapshot(`
      "buffer.foreign
      webgpu: expected a buffer of this device but received one of another
      create all tensors of an operation on one device"
    `);
  });

  it('refuses ranges outside and between words', async () => {
    const backend = shared();
    const x = backend.alloc(16);
    expect(await said(() => backend.upload(x, new Uint8Array(12), 8))).toMatchInlineSnapshot(`
      "buffer.range
      webgpu: bytes 8 to 20 lie outside a buffer of 16"
    `);
    expect(await said(() => backend.download(x, 2, 8))).toMatchInlineSnapshot(`
      "buffer.alignment
      webgpu: expected a copy of whole 4-byte words but received bytes 2 to 10"
    `);
    backend.free(x);
  });

  it('shows the compiler message and the line of a broken kernel, then goes on', async () => {
    const backend = shared();
    const x = uploaded(backend, Float32Array.of(1));
    const broken = kernelOf(
      'broken',
      `@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) id: vec3u) {
  out[id.x] = missing + 1.0;
}`,
    );
    backend.dispatch(broken, [x], { size: 1 });
    expect(await said(() => backend.synchronize())).toMatchInlineSnapshot(`
      "kernel.compile
      kernel broken: expected valid WGSL but the compiler says: unresolved value 'missing' at line 3: out[id.x] = missing + 1.0;"
    `);
    const again = await errorOf(() => backend.dispatch(broken, [x], { size: 1 }));
    expect(again.code).toBe('kernel.compile');
    backend.dispatch(scaleInPlace, [x], { size: 1, factor: 3 });
    expect(await floats(backend, x)).toEqual([3]);
    backend.free(x);
  });

  it('throws what a broken kernel did from a download too', async () => {
    const backend = shared();
    const x = backend.alloc(4);
    const broken = kernelOf('brokenReserved', '@compute @workgroup_size(1) fn main() { let target = 1; }');
    backend.dispatch(broken, [x], { size: 1 });
    expect(await said(() => backend.download(x, 0, 4))).toMatchInlineSnapshot(`
      "kernel.compile
      kernel brokenReserved: expected valid WGSL but the compiler says: 'target' is a reserved keyword at line 1: @compute @workgroup_size(1) fn main() { let target = 1; }"
    `);
    backend.free(x);
  });

  it('shows what the pipeline refuses', async () => {
    const backend = shared();
    const x = backend.alloc(4);
    const tooLarge = kernelOf(
      'tooLarge',
      '@compute @workgroup_size(65536) fn main() { out[0] = f32(params.size); }',
    );
    backend.dispatch(tooLarge, [x], { size: 1 });
    expect((await errorOf(() => backend.synchronize())).code).toBe('kernel.compile');
    backend.free(x);
  });

  it('refuses a second text under a name, and impossible workgroup counts', async () => {
    const backend = shared();
    const x = backend.alloc(4);
    const text = '@compute @workgroup_size(1) fn main() { out[0] = f32(params.size); }';
    const once = kernelOf('once', text);
    backend.dispatch(once, [x], { size: 1 });
    expect(await said(() => backend.dispatch(kernelOf('once', `${text} `), [x], { size: 1 })))
      .toMatchInlineSnapshot(`
      "kernel.duplicate
      kernel once: expected one WGSL text per kernel name but received a second
      give one of the two kernels another name"
    `);
    expect(await said(() => backend.dispatch(once, [x], { size: -1 }))).toMatchInlineSnapshot(`
      "kernel.workgroups
      kernel once: expected from 0 to 4294836225 workgroups but received -1"
    `);
    await backend.synchronize();
    backend.free(x);
  });

  it('refuses buffers larger than the adapter binds', async () => {
    const backend = shared();
    const limit = Math.min(
      backend.device.limits.maxBufferSize,
      backend.device.limits.maxStorageBufferBindingSize,
    );
    const error = await errorOf(() => backend.alloc(limit + 16));
    expect(error.code).toBe('device.bufferTooLarge');
    expect(error.message.replaceAll(/\d+/g, 'N')).toMatchInlineSnapshot(
      `"webgpu: expected a buffer of at most N bytes, the most this adapter binds, but received N"`,
    );
    // The very largest is allowed.
    backend.free(backend.alloc(Math.floor(limit / 16) * 16));
  });

  it('gives back what a plan had of memory when the rest is refused', async () => {
    const backend = shared();
    const before = backend.memory().liveBuffers;
    const { maxBufferSize, maxStorageBufferBindingSize } = backend.device.limits;
    const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const temporary = (byteLength: number) => ({ byteLength, first: 0, last: 0 });
    const launch = {
      kernel: addScaled,
      buffers: [0, 1, 2].map((index) => ({ kind: 'temporary' as const, index })),
      params: { size: 4, scale: 1 },
      dynamics: {},
    };
    const temporaries = [temporary(16), temporary(16), temporary(limit + 16)];
    const recording = { launches: [launch], temporaries, inputs: [16], outputs: [] };
    expect((await errorOf(() => backend.plan(recording))).code).toBe('device.bufferTooLarge');
    expect(backend.memory().liveBuffers).toBe(before);
  });

  it('refuses a tensor larger than the adapter binds', async () => {
    const device = await openDevice('webgpu');
    const { maxBufferSize = 0, maxStorageBufferBindingSize = 0 } = device.info.limits;
    const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const rows = Math.ceil(limit / 4 / 1024) + 1;
    const error = await errorOf(() => emptyTensor([rows, 1024], 'f32', device));
    expect(error.code).toBe('device.bufferTooLarge');
    expect(error.message).toContain(`but received ${rows * 4096}`);
    expect(error.hint).toBe('use a smaller batch or split the tensor');
    await device.close();
  });

  it('says how much was asked for when memory runs out, and goes on with less', async () => {
    // Dawn's null device runs nothing but has a real limit of 512 MiB; a software adapter has none.
    const gpu = create(['backend=null']);
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error('expected an adapter of the null backend');
    const device = await requestDevice(adapter);
    const backend = new WebgpuBackend(device, describeAdapter(adapter), { dispatchesPerSubmit: 64 });
    const buffers = Array.from({ length: 5 }, () => backend.alloc(120 * 2 ** 20));
    expect(await said(() => backend.synchronize())).toMatchInlineSnapshot(`
      "device.outOfMemory
      webgpu: out of memory: 125829120 bytes asked for with 402653184 bytes in 3 buffers in use
      use a smaller batch or model"
    `);
    for (const buffer of buffers) backend.free(buffer);
    expect(backend.memory()).toMatchObject({ liveBuffers: 0, liveBytes: 0, pooledBytes: 3 * 128 * 2 ** 20 });
    for (let i = 0; i < 3; i++) backend.alloc(120 * 2 ** 20);
    await backend.synchronize();
    await backend.close();
    // Dropped before its device it would crash the process.
    expect(gpu).toBeDefined();
  });

  it('tells when the device is lost, from then on', async () => {
    const backend = await openForTest();
    const x = backend.alloc(16);
    const pending = backend.download(x, 0, 16).catch((error: unknown) => error);
    backend.device.destroy();
    expect(await backend.lost).toBeTypeOf('string');
    const outcome = await pending;
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'device.lost' });
    expect(await said(() => backend.alloc(4))).toMatchInlineSnapshot(`
      "device.lost
      webgpu: the device was lost: device was destroyed, with 256 bytes in 1 buffers in use
      open a device anew and go on from the last checkpoint"
    `);
    const calls: ((lost: Backend) => unknown)[] = [
      (lost) => lost.upload(x, new Uint8Array(4)),
      (lost) => lost.download(x, 0, 4),
      (lost) => lost.dispatch(scaleInPlace, [x], { size: 4, factor: 1 }),
      (lost) => lost.submit(),
      (lost) => lost.synchronize(),
    ];
    for (const call of calls) expect((await errorOf(() => call(backend))).code).toBe('device.lost');
    backend.free(x);
    expect(backend.memory().liveBuffers).toBe(0);
    await backend.close();
  });

  it('does not call a close a loss', async () => {
    const backend = await openForTest();
    const x = uploaded(backend, Float32Array.of(1, 2));
    const values = floats(backend, x);
    await backend.close();
    expect(await values).toEqual([1, 2]);
    await backend.close();
    expect(await said(() => backend.alloc(4))).toMatchInlineSnapshot(`
      "device.closed
      webgpu: the device was closed and cannot be used again"
    `);
    const lost = await Promise.race([
      backend.lost,
      new Promise((resolve) => setTimeout(resolve, 20, 'not lost')),
    ]);
    expect(lost).toBe('not lost');
  });
});

describe('test helpers', () => {
  it('notice when nothing is thrown', async () => {
    await expect(errorOf(() => 1)).rejects.toThrow('expected a CraftError');
  });
});
