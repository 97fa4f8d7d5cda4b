import { bufferUsage, mapModeRead } from './gpuFlags.ts';
import { sizeClass } from './sizeClass.ts';

/** Idle staging memory that is kept, in bytes. */
const idleLimit = 64 * 2 ** 20;

/** Buffers that the host can map, through which results come back. */
export class StagingPool {
  readonly #device: GPUDevice;
  readonly #limit: number;
  readonly #idle = new Map<number, GPUBuffer[]>();
  readonly #busy = new Set<GPUBuffer>();
  #idleBytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#limit = Math.floor(device.limits.maxBufferSize / 16) * 16;
  }

  /** A buffer of at least `byteLength` bytes to copy to. */
  take(byteLength: number): GPUBuffer {
    const size = sizeClass(byteLength, this.#limit);
    let buffer = this.#idle.get(size)?.pop();
    if (buffer) this.#idleBytes -= size;
    else buffer = this.#device.createBuffer({ size, usage: bufferUsage.mapRead | bufferUsage.copyDst });
    this.#busy.add(buffer);
    return buffer;
  }

  /** Reads what the submitted work copied there, and takes the buffer back. */
  async read(buffer: GPUBuffer, byteLength: number): Promise<ArrayBuffer> {
    try {
      await buffer.mapAsync(mapModeRead, 0, byteLength);
      const copy = buffer.getMappedRange(0, byteLength).slice(0);
      buffer.unmap();
      this.#give(buffer);
      return copy;
    } catch (error) {
      buffer.destroy();
      throw error;
    } finally {
      this.#busy.delete(buffer);
    }
  }

  destroy(): void {
    for (const buffers of this.#idle.values()) for (const buffer of buffers) buffer.destroy();
    for (const buffer of this.#busy) buffer.destroy();
    this.#idle.clear();
    this.#idleBytes = 0;
  }

  #give(buffer: GPUBuffer): void {
    if (this.#idleBytes + buffer.size > idleLimit) {
      buffer.destroy();
      return;
    }
    this.#idleBytes += buffer.size;
    const idle = this.#idle.get(buffer.size);
    if (idle) idle.push(buffer);
    else this.#idle.set(buffer.size, [buffer]);
  }
}
