import { CraftError } from '../../errors.ts';
import type { Backend, BackendBuffer, BackendInfo, MemoryReport } from '../backend.ts';
import type { Kernel } from '../kernel.ts';
import type { Launch } from '../launch.ts';

interface PlannedBuffer extends BackendBuffer {
  readonly index: number;
  live: boolean;
}

/** What planned work asks for, in order. */
export interface Allocations {
  /** Bytes of each buffer. */
  readonly sizes: readonly number[];
  /** `i` where buffer i is asked for, `~i` where it is given back. */
  readonly events: readonly number[];
}

/** More buffers than any model has: whoever asks for more is not going to stop. */
const mostBuffers = 1_000_000;

/**
 * A backend without memory: it counts what is asked for and runs nothing, so that a training step tells in a few
 * milliseconds what it would need. It gives itself out for the device that it plans for. Values are undefined;
 * what is read back is zeros.
 */
export class PlanningBackend implements Backend {
  readonly info: BackendInfo;
  readonly valueless = true;
  readonly lost: Promise<string> = new Promise(() => {});
  readonly #sizes: number[] = [];
  readonly #events: number[] = [];
  readonly #launches = new Map<string, Launch>();
  #liveBuffers = 0;
  #liveBytes = 0;
  #peakBytes = 0;

  constructor(info: BackendInfo) {
    this.info = { ...info, description: `${info.description}, planned` };
  }

  get allocations(): Allocations {
    return { sizes: this.#sizes, events: this.#events };
  }

  /** One launch of each class of shapes among which kernels can choose (`Kernel.shapeClass`). */
  get launches(): Launch[] {
    return [...this.#launches.values()];
  }

  alloc(byteLength: number): BackendBuffer {
    if (this.#liveBuffers >= mostBuffers) {
      throw new CraftError(
        'device.outOfMemory',
        `planning: expected at most ${mostBuffers} tensors at once but received more`,
        { hint: 'use a smaller model' },
      );
    }
    this.#liveBuffers++;
    this.#liveBytes += byteLength;
    this.#peakBytes = Math.max(this.#peakBytes, this.#liveBytes);
    const index = this.#sizes.push(byteLength) - 1;
    this.#events.push(index);
    const buffer: PlannedBuffer = { byteLength, index, live: true };
    return buffer;
  }

  free(buffer: BackendBuffer): void {
    const own = buffer as PlannedBuffer;
    if (!own.live) return;
    own.live = false;
    this.#liveBuffers--;
    this.#liveBytes -= own.byteLength;
    this.#events.push(~own.index);
  }

  upload(): void {}

  async download(_: BackendBuffer, __: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(byteLength);
  }

  dispatch(
    kernel: Kernel,
    buffers: readonly BackendBuffer[],
    params: Readonly<Record<string, number>>,
  ): void {
    if (!kernel.shapeClass) return;
    const key = `${kernel.name} ${kernel.shapeClass(params)}`;
    if (this.#launches.has(key)) return;
    const different = [...new Set(buffers)];
    this.#launches.set(key, {
      kernel,
      params: { ...params },
      sizes: different.map(({ byteLength }) => byteLength),
      bindings: buffers.map((buffer) => different.indexOf(buffer)),
    });
  }

  plan(): never {
    throw new CraftError('planning.plan', 'planning: a compiled step cannot be planned for');
  }

  submit(): void {}

  async synchronize(): Promise<void> {}

  memory(): MemoryReport {
    return {
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      pooledBytes: 0,
      peakBytes: this.#peakBytes,
    };
  }

  async close(): Promise<void> {}
}
