import { afterEach, beforeEach, expect, it } from 'vitest';
import { BindGroupCache } from '../../src/backend/webgpu/bindGroupCache.ts';
import { BufferPool, type Slab, type WebgpuBuffer } from '../../src/backend/webgpu/bufferPool.ts';
import { FailureLog } from '../../src/backend/webgpu/failureLog.ts';
import { PipelineCache } from '../../src/backend/webgpu/pipelineCache.ts';
import type { WebgpuBackend } from '../../src/backend/webgpu/webgpuBackend.ts';
import { describeWebgpu, openForTest } from './webgpuDevice.ts';
import { addScaled, scaleInPlace } from './webgpuKernels.ts';

const MiB = 2 ** 20;

describeWebgpu('webgpu caches', () => {
  let backend: WebgpuBackend;
  let failures: FailureLog;
  let pool: BufferPool;
  let destroyed: number[];

  beforeEach(async () => {
    backend = await openForTest();
    failures = new FailureLog(backend.device);
    destroyed = [];
    pool = new BufferPool(backend.device, failures, (ids) => destroyed.push(...ids));
  });

  afterEach(async () => {
    pool.destroy();
    await failures.settle();
    failures.throwIfFailed();
    await backend.close();
  });

  function slabOf(buffer: WebgpuBuffer): Slab {
    if (!buffer.slab) throw new Error('expected a live buffer');
    return buffer.slab;
  }

  it('gives every step the same slabs, in whatever order the last one freed them', () => {
    const step = (shuffle: (buffers: WebgpuBuffer[]) => WebgpuBuffer[]): number[] => {
      const buffers = [1000, 900, 4000, 950].map((size) => pool.alloc(size));
      const ids = buffers.map((buffer) => slabOf(buffer).id);
      for (const buffer of shuffle(buffers)) pool.free(buffer);
      return ids;
    };
    const first = step((buffers) => buffers);
    expect(step((buffers) => buffers.reverse())).toEqual(first);
    expect(step(([a, b, c, d]) => [c, a, d, b] as WebgpuBuffer[])).toEqual(first);
    expect(step((buffers) => buffers)).toEqual(first);
  });

  it('ignores a second free', () => {
    const buffer = pool.alloc(16);
    pool.free(buffer);
    pool.free(buffer);
    expect(pool.report()).toEqual({ liveBuffers: 0, liveBytes: 0, pooledBytes: 256, peakBytes: 256 });
  });

  it('destroys what lies idle longest once the pool outgrows its peak', () => {
    for (let i = 0; i < 40; i++) {
      const buffer = pool.alloc((4 + 2 * i) * MiB);
      pool.free(buffer);
      const { liveBytes, pooledBytes, peakBytes } = pool.report();
      expect(liveBytes + pooledBytes).toBeLessThanOrEqual(1.5 * peakBytes + 64 * MiB);
    }
    expect(destroyed.length).toBeGreaterThan(0);
    expect(destroyed).toEqual([...destroyed].sort((a, b) => a - b));
  });

  it('shares bind groups between kernels of one signature and forgets those of destroyed slabs', () => {
    const layoutOf = new PipelineCache(backend.device, failures);
    const params = backend.device.createBuffer({ size: 256, usage: 0x40 });
    const groups = new BindGroupCache(backend.device, params);
    const { layout } = layoutOf.get(addScaled, { size: 1, scale: 1 });
    const other = layoutOf.get(scaleInPlace, { size: 1, factor: 1 }).layout;
    const [a, b, c] = [1, 2, 3].map(() => slabOf(pool.alloc(16))) as [Slab, Slab, Slab];
    const group = groups.get(layout, [a, b, c]);
    expect(groups.get(layout, [a, b, c])).toBe(group);
    expect(groups.get(layout, [b, a, c])).not.toBe(group);
    groups.get(other, [c]);
    expect(groups.size).toBe(3);
    groups.forget(new Set([a.id]));
    expect(groups.size).toBe(1);
    expect(groups.get(layout, [a, b, c])).not.toBe(group);
    params.destroy();
  });

  it('keeps the bind groups used most recently when there are too many', () => {
    const { layout } = new PipelineCache(backend.device, failures).get(scaleInPlace, { size: 1, factor: 1 });
    const params = backend.device.createBuffer({ size: 256, usage: 0x40 });
    const groups = new BindGroupCache(backend.device, params, 8);
    const first = slabOf(pool.alloc(16));
    const kept = groups.get(layout, [first]);
    for (let i = 0; i < 30; i++) {
      groups.get(layout, [slabOf(pool.alloc(16))]);
      expect(groups.get(layout, [first])).toBe(kept);
      expect(groups.size).toBeLessThanOrEqual(8);
    }
    params.destroy();
  });
});
