import { bufferUsage, mapModeRead } from './gpuFlags.ts';

/** A query set holds at most 4,096 stamps. */
const passesPerSet = 2048;

/** How long compute passes take by the device's own clock (feature `timestamp-query`). */
export class Timestamps {
  readonly #passes: number;
  readonly #sets: readonly GPUQuerySet[];
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;

  constructor(device: GPUDevice, passes: number) {
    this.#passes = passes;
    this.#sets = Array.from({ length: Math.ceil(passes / passesPerSet) }, () =>
      device.createQuerySet({ type: 'timestamp', count: 2 * passesPerSet }),
    );
    const { queryResolve, copySrc, copyDst, mapRead } = bufferUsage;
    const size = 2 * passesPerSet * this.#sets.length * 8;
    this.#resolved = device.createBuffer({ size, usage: queryResolve | copySrc });
    this.#staging = device.createBuffer({ size, usage: copyDst | mapRead });
  }

  /** What pass number `i` is begun with. */
  writes(i: number): GPUComputePassTimestampWrites {
    return {
      querySet: this.#sets[Math.floor(i / passesPerSet)] as GPUQuerySet,
      beginningOfPassWriteIndex: 2 * (i % passesPerSet),
      endOfPassWriteIndex: 2 * (i % passesPerSet) + 1,
    };
  }

  /** To be encoded after the passes. */
  resolve(encoder: GPUCommandEncoder): void {
    this.#sets.forEach((set, i) => {
      encoder.resolveQuerySet(set, 0, 2 * passesPerSet, this.#resolved, i * 2 * passesPerSet * 8);
    });
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, this.#staging.size);
  }

  /** The seconds of each pass, once what was encoded is submitted. Frees everything. */
  async seconds(): Promise<number[]> {
    await this.#staging.mapAsync(mapModeRead);
    const stamps = new BigUint64Array(this.#staging.getMappedRange().slice(0));
    this.#staging.destroy();
    this.#resolved.destroy();
    for (const set of this.#sets) set.destroy();
    return Array.from(
      { length: this.#passes },
      (_, i) => Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)) / 1e9,
    );
  }
}
