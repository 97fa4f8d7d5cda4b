import { expect, it } from 'vitest';
import { addScaled, rowSum, scaleInPlace, workgroupMarks } from './webgpuKernels.ts';
import { bytesOf, describeWebgpu, floats, openForTest, sharedBackend, uploaded } from './webgpuDevice.ts';

function ramp(size: number, step = 1): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => i * step);
}

/** Counts from now on what the device is asked to make. */
function countCreations(device: GPUDevice) {
  const made = { createBuffer: 0, createBindGroup: 0, createComputePipeline: 0 };
  for (const name of ['createBuffer', 'createBindGroup', 'createComputePipeline'] as const) {
    const create = (device[name] as (descriptor: unknown) => unknown).bind(device);
    Object.defineProperty(device, name, {
      value(descriptor: unknown) {
        made[name]++;
        return create(descriptor);
      },
    });
  }
  return made;
}

describeWebgpu('webgpu backend', () => {
  const shared = sharedBackend();

  it('says what it runs on', () => {
    const { info } = shared();
    expect(info.kind).toBe('webgpu');
    expect(info.description).toMatch(/^webgpu \(.+\)$/);
    expect(info.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
  });

  it('runs a kernel with reads, writes and params', async () => {
    const backend = shared();
    const a = uploaded(backend, ramp(1000));
    const b = uploaded(backend, ramp(1000, 2));
    const out = backend.alloc(4000);
    backend.dispatch(addScaled, [a, b, out], { size: 1000, scale: -0.25 });
    expect(await floats(backend, out)).toEqual([...ramp(1000, 0.5)]);
    for (const buffer of [a, b, out]) backend.free(buffer);
  });

  it('bakes constants in, one pipeline per set of values', async () => {
    const backend = shared();
    const x = uploaded(backend, ramp(600));
    const sums = backend.alloc(6 * 4);
    for (const width of [100, 200, 100]) {
      const rows = 600 / width;
      backend.dispatch(rowSum, [x, sums], { rows, width });
      const expected = Array.from({ length: rows }, (_, row) => {
        let sum = 0;
        for (let i = 0; i < width; i++) sum += row * width + i;
        return sum / 2;
      });
      expect((await floats(backend, sums)).slice(0, rows)).toEqual(expected);
    }
    for (const buffer of [x, sums]) backend.free(buffer);
  });

  it('runs more than 65,535 workgroups, each once', async () => {
    const backend = shared();
    for (const size of [65_535, 65_536, 200_001]) {
      const marks = uploaded(backend, new Uint32Array(size));
      backend.dispatch(workgroupMarks, [marks], { size });
      const found = new Uint32Array((await backend.download(marks, 0, size * 4)).buffer, 0, size);
      expect(found.every((mark, i) => mark === i + 1)).toBe(true);
      backend.free(marks);
    }
  });

  it('takes zero elements', async () => {
    const backend = shared();
    const empty = backend.alloc(0);
    backend.upload(empty, new Uint8Array(0));
    backend.dispatch(addScaled, [empty, empty, backend.alloc(0)], { size: 0, scale: 1 });
    expect(await backend.download(empty, 0, 0)).toEqual(new Uint8Array(0));
  });

  it.each([64, 4096, 65_536])('keeps uploads of %i bytes in order with queued kernels', async (bytes) => {
    const backend = shared();
    const size = bytes / 4;
    const x = uploaded(backend, ramp(size));
    const before = backend.alloc(bytes);
    const zero = uploaded(backend, new Float32Array(size));
    backend.dispatch(addScaled, [x, zero, before], { size, scale: 1 });
    backend.upload(x, bytesOf(ramp(size, 10)));
    const after = backend.alloc(bytes);
    backend.dispatch(addScaled, [x, zero, after], { size, scale: 1 });
    backend.upload(x, bytesOf(ramp(1)), 4);
    expect(await floats(backend, before)).toEqual([...ramp(size)]);
    expect(await floats(backend, after)).toEqual([...ramp(size, 10)]);
    expect((await floats(backend, x)).slice(0, 3)).toEqual([0, 0, 20]);
    for (const buffer of [x, before, zero, after]) backend.free(buffer);
  });

  it('keeps an upload into a recycled buffer behind the kernels that used it before', async () => {
    const backend = shared();
    const x = uploaded(backend, ramp(64));
    const zero = uploaded(backend, new Float32Array(64));
    const out = backend.alloc(256);
    backend.dispatch(addScaled, [x, zero, out], { size: 64, scale: 1 });
    backend.free(x);
    const next = uploaded(backend, new Float32Array(64).fill(7));
    expect(await floats(backend, out)).toEqual([...ramp(64)]);
    for (const buffer of [zero, out, next]) backend.free(buffer);
  });

  it('gives downloads asked for at once each their own moment', async () => {
    const backend = shared();
    const x = uploaded(backend, new Float32Array(100).fill(1));
    const moments: Promise<number[]>[] = [];
    for (let i = 0; i < 10; i++) {
      moments.push(floats(backend, x));
      backend.dispatch(scaleInPlace, [x], { size: 100, factor: 2 });
    }
    expect((await Promise.all(moments)).map((values) => values[99])).toEqual(
      Array.from({ length: 10 }, (_, i) => 2 ** i),
    );
    backend.free(x);
  });

  it('copies parts, and a last partial word', async () => {
    const backend = shared();
    const buffer = backend.alloc(10);
    backend.upload(buffer, Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    expect([...(await backend.download(buffer, 4, 6))]).toEqual([5, 6, 7, 8, 9, 10]);
    expect([...(await backend.download(buffer, 4, 4))]).toEqual([5, 6, 7, 8]);
    backend.free(buffer);
  });

  it('takes shared host memory', async () => {
    const backend = shared();
    const values = new Float32Array(new SharedArrayBuffer(64)).fill(3);
    const buffer = backend.alloc(64);
    backend.upload(buffer, new Uint8Array(values.buffer));
    expect(await floats(backend, buffer)).toEqual([...values]);
    backend.free(buffer);
  });

  it('goes round the ring of params and small uploads', async () => {
    const backend = await openForTest({ dispatchesPerSubmit: 4096 });
    const size = 1024;
    const x = uploaded(backend, new Float32Array(size));
    const sum = uploaded(backend, new Float32Array(size));
    const next = backend.alloc(4 * size);
    // 600 × 4 KiB: more than twice the ring within one batch.
    for (let i = 0; i < 600; i++) {
      backend.upload(x, bytesOf(new Float32Array(size).fill(i)));
      backend.dispatch(addScaled, [sum, x, next], { size, scale: 1 });
      backend.dispatch(addScaled, [next, x, sum], { size, scale: -0.5 });
    }
    expect(new Set(await floats(backend, sum))).toEqual(new Set([(599 * 600) / 4]));
    await backend.close();
  });

  it('has flat memory over 1,000 steps', async () => {
    const backend = await openForTest();
    const kept = uploaded(backend, ramp(256));
    const step = (): void => {
      const doubled = backend.alloc(1024);
      backend.dispatch(addScaled, [kept, kept, doubled], { size: 256, scale: 1 });
      const scalar = uploaded(backend, Float32Array.of(1));
      const sum = backend.alloc(4);
      backend.dispatch(rowSum, [doubled, sum], { rows: 1, width: 256 });
      for (const buffer of [doubled, scalar, sum]) backend.free(buffer);
    };
    step();
    const made = countCreations(backend.device);
    const first = backend.memory();
    expect(first).toEqual({
      liveBuffers: 1,
      liveBytes: 1024,
      pooledBytes: 1024 + 256 + 256,
      peakBytes: 2560,
    });
    for (let i = 0; i < 1000; i++) step();
    await backend.synchronize();
    expect(backend.memory()).toEqual(first);
    expect(made).toEqual({ createBuffer: 0, createBindGroup: 0, createComputePipeline: 0 });
    await backend.close();
  });

  it('keeps the buffers of two devices apart', async () => {
    const [one, other] = await Promise.all([openForTest(), openForTest()]);
    const [x, y] = [uploaded(one, ramp(4)), uploaded(other, ramp(4, 2))];
    expect(() => other.upload(x, new Uint8Array(4))).toThrow('expected a buffer of this device');
    await one.close();
    expect(await floats(other, y)).toEqual([0, 2, 4, 6]);
    await other.close();
  });
});
