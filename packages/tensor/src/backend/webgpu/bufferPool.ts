import { CraftError } from '../../errors.ts';
import type { BackendBuffer, MemoryReport } from '../backend.ts';
import { type FailureLog, firstLine } from './failureLog.ts';
import { bufferUsage } from './gpuFlags.ts';
import { sizeClass } from './sizeClass.ts';

/** A piece of device memory: a buffer, or waiting to be one again. */
export interface Slab {
  readonly id: number;
  readonly gpu: GPUBuffer;
  readonly capacity: number;
  /** Number of the command batch that last used it. */
  lastBatch: number;
  /** Count of allocations when it was last freed. */
  freedAt: number;
  /** True when the device had no memory for it. */
  broken: boolean;
}

/** The buffer a caller holds. Several, one after another, share a slab. */
export class WebgpuBuffer implements BackendBuffer {
  readonly byteLength: number;
  readonly pool: BufferPool;
  /** Null once freed. */
  slab: Slab | null;

  constructor(byteLength: number, pool: BufferPool, slab: Slab) {
    this.byteLength = byteLength;
    this.pool = pool;
    this.slab = slab;
  }
}

/** Idle memory that is always allowed, in bytes, however little is in use. */
const idleFloor = 64 * 2 ** 20;

/**
 * Hands out device memory and keeps what is freed, by size class. The queue runs in order, so a freed
 * slab is fit for the next caller at once.
 *
 * Of the idle slabs of a class the oldest is taken first. What a step is given thus depends only on
 * which slabs are idle when it starts, so every step gets the same ones and finds its bind groups
 * made. Idle slabs are destroyed, longest idle first, once they and the live ones outgrow one and a
 * half times the peak.
 */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #failures: FailureLog;
  /** Called before slabs are destroyed. */
  readonly #onDestroy: (ids: ReadonlySet<number>) => void;
  readonly #limit: number;
  readonly #all = new Set<Slab>();
  /** Idle slabs by capacity, the oldest last. */
  readonly #idle = new Map<number, Slab[]>();
  #nextId = 1;
  #allocations = 0;
  #liveBuffers = 0;
  #liveBytes = 0;
  #pooledBytes = 0;
  #peakBytes = 0;

  constructor(device: GPUDevice, failures: FailureLog, onDestroy: (ids: ReadonlySet<number>) => void) {
    this.#device = device;
    this.#failures = failures;
    this.#onDestroy = onDestroy;
    const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
    this.#limit = Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / 16) * 16;
  }

  alloc(byteLength: number): WebgpuBuffer {
    if (!(byteLength <= this.#limit)) {
      throw new CraftError(
        'device.bufferTooLarge',
        `webgpu: expected a buffer of at most ${this.#limit} bytes, the most this adapter binds, but received ${byteLength}`,
        { hint: 'use a smaller batch or split the tensor' },
      );
    }
    const capacity = sizeClass(byteLength, this.#limit);
    const recycled = this.#idle.get(capacity)?.pop();
    if (recycled) this.#pooledBytes -= capacity;
    const slab = recycled ?? this.#create(capacity, byteLength);
    this.#allocations++;
    this.#liveBuffers++;
    this.#liveBytes += capacity;
    this.#peakBytes = Math.max(this.#peakBytes, this.#liveBytes);
    return new WebgpuBuffer(byteLength, this, slab);
  }

  free(buffer: WebgpuBuffer): void {
    const slab = buffer.slab;
    if (!slab) return;
    buffer.slab = null;
    slab.freedAt = this.#allocations;
    this.#liveBuffers--;
    this.#liveBytes -= slab.capacity;
    if (slab.broken) return;
    this.#pooledBytes += slab.capacity;
    const idle = this.#idle.get(slab.capacity);
    if (idle) insertByAge(idle, slab);
    else this.#idle.set(slab.capacity, [slab]);
  }

  report(): MemoryReport {
    return {
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      pooledBytes: this.#pooledBytes,
      peakBytes: this.#peakBytes,
    };
  }

  /** Destroys every slab, live ones too. */
  destroy(): void {
    for (const slab of this.#all) slab.gpu.destroy();
    this.#all.clear();
    this.#idle.clear();
    this.#liveBuffers = 0;
    this.#liveBytes = 0;
    this.#pooledBytes = 0;
  }

  #create(capacity: number, byteLength: number): Slab {
    this.#trim(capacity);
    const before = this.report();
    const { copySrc, copyDst, storage } = bufferUsage;
    const gpu = this.#failures.guard(
      'out-of-memory',
      () => this.#device.createBuffer({ size: capacity, usage: storage | copySrc | copyDst }),
      (error) => this.#outOfMemory(byteLength, before, error),
      (failure) => {
        if (failure) this.#discard(slab);
      },
    );
    const slab: Slab = { id: this.#nextId++, gpu, capacity, lastBatch: 0, freedAt: 0, broken: false };
    this.#all.add(slab);
    return slab;
  }

  /** Keeps a slab that never had memory from being handed out again. */
  #discard(slab: Slab): void {
    slab.broken = true;
    this.#all.delete(slab);
  }

  /** Makes room for `capacity` more bytes within what the pool allows itself. */
  #trim(capacity: number): void {
    const peak = Math.max(this.#peakBytes, this.#liveBytes + capacity);
    const excess = this.#liveBytes + this.#pooledBytes + capacity - (1.5 * peak + idleFloor);
    if (excess > 0) this.#destroyIdle(excess);
  }

  /** Destroys idle slabs, the longest idle first, until `bytes` are given back. */
  #destroyIdle(bytes: number): void {
    const byIdleness = [...this.#idle.values()].flat().sort((a, b) => a.freedAt - b.freedAt);
    const destroyed = new Set<number>();
    let returned = 0;
    for (const slab of byIdleness) {
      if (returned >= bytes) break;
      const idle = this.#idle.get(slab.capacity) ?? [];
      idle.splice(idle.indexOf(slab), 1);
      returned += slab.capacity;
      destroyed.add(slab.id);
      this.#all.delete(slab);
    }
    this.#pooledBytes -= returned;
    this.#onDestroy(destroyed);
    for (const slab of byIdleness) if (destroyed.has(slab.id)) slab.gpu.destroy();
  }

  /** Gives back what is idle, so that the next one to ask may have more luck. */
  #outOfMemory(byteLength: number, before: MemoryReport, error: GPUError): CraftError {
    if (this.#pooledBytes > 0) this.#destroyIdle(this.#pooledBytes);
    return new CraftError(
      'device.outOfMemory',
      `webgpu: out of memory: ${byteLength} bytes asked for with ${before.liveBytes} bytes in ${before.liveBuffers} buffers in use`,
      { hint: 'use a smaller batch or model', cause: new Error(firstLine(error.message)) },
    );
  }
}

/** Keeps the list in descending order of id, so that the oldest is popped first. */
function insertByAge(idle: Slab[], slab: Slab): void {
  let low = 0;
  let high = idle.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((idle[middle] as Slab).id > slab.id) low = middle + 1;
    else high = middle;
  }
  idle.splice(low, 0, slab);
}
