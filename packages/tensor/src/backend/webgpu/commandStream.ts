import type { Slab } from './bufferPool.ts';
import type { Pipeline } from './pipelineCache.ts';
import type { UniformRing } from './uniformRing.ts';

/**
 * Gathers commands in one encoder, dispatches in one compute pass, and hands them to the queue in
 * batches. Slabs remember the batch that used them last, so that a write of the host's does not
 * overtake a kernel still waiting here.
 */
export class CommandStream {
  readonly #device: GPUDevice;
  readonly #ring: UniformRing;
  readonly #dispatchesPerSubmit: number;
  /** The offset in a call's own array: measurably faster in Dawn than the typed array form. */
  readonly #offsets = [0];
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #pipeline: Pipeline | null = null;
  #dispatches = 0;
  #batch = 1;

  constructor(device: GPUDevice, ring: UniformRing, dispatchesPerSubmit: number) {
    this.#device = device;
    this.#ring = ring;
    this.#dispatchesPerSubmit = dispatchesPerSubmit;
  }

  /** Whether commands not yet submitted use this slab. */
  uses(slab: Slab): boolean {
    return slab.lastBatch === this.#batch;
  }

  /** Encodes one dispatch whose params, if it has any, stand at `offset` in the ring. */
  dispatch(
    pipeline: Pipeline,
    group: GPUBindGroup,
    slabs: readonly Slab[],
    offset: number,
    width: number,
    height: number,
  ): void {
    const pass = (this.#pass ??= this.#openEncoder().beginComputePass());
    if (this.#pipeline !== pipeline) {
      pass.setPipeline(pipeline.gpu);
      this.#pipeline = pipeline;
    }
    if (pipeline.layout.hasParams) {
      this.#offsets[0] = offset;
      pass.setBindGroup(0, group, this.#offsets);
    } else {
      pass.setBindGroup(0, group);
    }
    pass.dispatchWorkgroups(width, height);
    for (const slab of slabs) slab.lastBatch = this.#batch;
    if (++this.#dispatches >= this.#dispatchesPerSubmit) this.submit();
  }

  /** Encodes a copy from the ring into a slab, in order with the dispatches around it. */
  copyFromRing(offset: number, slab: Slab, slabOffset: number, byteLength: number): void {
    this.#endPass();
    this.#openEncoder().copyBufferToBuffer(this.#ring.gpu, offset, slab.gpu, slabOffset, byteLength);
    slab.lastBatch = this.#batch;
  }

  /** Encodes a copy out of a slab. */
  copyFromSlab(slab: Slab, slabOffset: number, target: GPUBuffer, byteLength: number): void {
    this.#endPass();
    this.#openEncoder().copyBufferToBuffer(slab.gpu, slabOffset, target, 0, byteLength);
    slab.lastBatch = this.#batch;
  }

  /** Room in the ring, submitting first where it is full. */
  reserve(byteLength: number): number {
    const offset = this.#ring.reserve(byteLength);
    if (offset >= 0) return offset;
    this.submit();
    return this.#ring.reserve(byteLength);
  }

  /** Hands everything encoded so far to the queue. */
  submit(): void {
    if (!this.#encoder) return;
    this.#endPass();
    this.#ring.flush();
    this.#device.queue.submit([this.#encoder.finish()]);
    this.#encoder = null;
    this.#dispatches = 0;
    this.#batch++;
  }

  #openEncoder(): GPUCommandEncoder {
    return (this.#encoder ??= this.#device.createCommandEncoder());
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
    this.#pipeline = null;
  }
}
