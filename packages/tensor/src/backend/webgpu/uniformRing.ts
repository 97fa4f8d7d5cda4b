import { bufferUsage } from './gpuFlags.ts';
import { paramsBindingSize } from './wgslHeader.ts';

const ringBytes = 2 ** 20;

/**
 * Small host values on their way to the device: the params of each dispatch and small uploads. They
 * gather in host memory and travel in one `writeBuffer` per submit. Going round in a ring keeps a
 * write from waiting for the batch before it.
 */
export class UniformRing {
  readonly gpu: GPUBuffer;
  /** The ring as 32-bit words; write at `offset / 4` after `reserve`. */
  readonly words = new Uint32Array(ringBytes / 4);
  /** The ring as bytes. */
  readonly bytes = new Uint8Array(this.words.buffer);
  readonly #device: GPUDevice;
  readonly #alignment: number;
  #start = 0;
  #end = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#alignment = device.limits.minUniformBufferOffsetAlignment;
    const { copySrc, copyDst, uniform } = bufferUsage;
    // The last slot may be bound with more bytes than it has.
    this.gpu = device.createBuffer({
      label: 'params',
      size: ringBytes + paramsBindingSize,
      usage: uniform | copySrc | copyDst,
    });
  }

  /**
   * Byte offset of a free slot that a uniform binding may start at, or -1 when the batch must be
   * submitted and `flush`ed first. After that a slot of up to 64 KiB is always there.
   */
  reserve(byteLength: number): number {
    if (this.#end + byteLength > ringBytes) {
      if (this.#end > this.#start) return -1;
      this.#start = this.#end = 0;
    }
    const offset = this.#end;
    this.#end = Math.ceil((offset + byteLength) / this.#alignment) * this.#alignment;
    return offset;
  }

  /** Sends what was reserved since the last time; to be called before the submit that uses it. */
  flush(): void {
    if (this.#end > this.#start) {
      const end = Math.min(this.#end, ringBytes);
      this.#device.queue.writeBuffer(
        this.gpu,
        this.#start,
        this.words,
        this.#start / 4,
        (end - this.#start) / 4,
      );
    }
    this.#start = this.#end;
  }

  destroy(): void {
    this.gpu.destroy();
  }
}
