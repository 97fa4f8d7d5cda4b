import { CraftError } from '../../errors.ts';
import type { BackendBuffer, MemoryReport } from '../backend.ts';

const PAGE = 65536;
const MAX_PAGES = 65536;

/** A range of the WebAssembly memory. */
export interface CpuBuffer extends BackendBuffer {
  readonly pointer: number;
  readonly capacity: number;
  /** Sequence number of the last queued launch that uses it. */
  lastUse: number;
  live: boolean;
}

/**
 * Hands out ranges of one growing WebAssembly memory. Freed ranges are kept by size class (four
 * classes per power of two) and recycled; a training step asks for the same sizes every time.
 */
export class MemoryPool {
  #free = new Map<number, CpuBuffer[]>();
  readonly #records: CpuBuffer[] = [];
  #top: number;
  #liveBuffers = 0;
  #liveBytes = 0;
  #pooledBytes = 0;
  #peakBytes = 0;
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#top = align(base, 64);
  }

  alloc(byteLength: number): CpuBuffer {
    const capacity = sizeClass(byteLength);
    const recycled = this.#free.get(capacity)?.pop();
    let pointer: number;
    if (recycled) {
      pointer = recycled.pointer;
      this.#pooledBytes -= capacity;
    } else {
      pointer = this.#extend(capacity);
    }
    this.#liveBuffers++;
    this.#liveBytes += capacity;
    this.#peakBytes = Math.max(this.#peakBytes, this.#liveBytes);
    return { byteLength, capacity, pointer, lastUse: recycled?.lastUse ?? 0, live: true };
  }

  free(buffer: CpuBuffer): void {
    if (!buffer.live) return;
    buffer.live = false;
    this.#liveBuffers--;
    this.#liveBytes -= buffer.capacity;
    this.#pooledBytes += buffer.capacity;
    const list = this.#free.get(buffer.capacity);
    if (list) list.push(buffer);
    else this.#free.set(buffer.capacity, [buffer]);
  }

  /**
   * Memory for launch records. It never becomes a tensor's: a late thread may still look at records that are gone,
   * and must not take numbers for launches.
   */
  allocRecords(byteLength: number): CpuBuffer {
    const found = this.#records.findIndex(({ capacity }) => capacity >= byteLength);
    const [recycled] = found < 0 ? [] : this.#records.splice(found, 1);
    const capacity = recycled?.capacity ?? sizeClass(byteLength);
    const pointer = recycled?.pointer ?? this.#extend(capacity);
    return { byteLength, capacity, pointer, lastUse: 0, live: true };
  }

  /** Gives memory for records back. */
  freeRecords(buffer: CpuBuffer): void {
    this.#records.push(buffer);
  }

  report(): MemoryReport {
    return {
      liveBuffers: this.#liveBuffers,
      liveBytes: this.#liveBytes,
      pooledBytes: this.#pooledBytes,
      peakBytes: this.#peakBytes,
    };
  }

  #extend(capacity: number): number {
    const pointer = this.#top;
    const needed = pointer + capacity + PAGE;
    const have = this.#memory.buffer.byteLength;
    if (needed > have) {
      // Grow ahead so that a step's worth of allocations grows the memory a few times, not hundreds.
      const ahead = Math.min(Math.max(needed, have + have / 2), MAX_PAGES * PAGE);
      const exact = Math.ceil((needed - have) / PAGE);
      const wanted = Math.max(exact, Math.ceil((ahead - have) / PAGE));
      if (!this.#tryGrow(wanted) && !this.#tryGrow(exact)) {
        throw new CraftError(
          'device.outOfMemory',
          `cpu: out of memory: ${capacity} bytes asked for with ${this.#liveBytes} bytes in use`,
          { hint: 'one process has 4 GiB of WebAssembly memory: use a smaller batch or model' },
        );
      }
    }
    this.#top = pointer + capacity;
    return pointer;
  }

  #tryGrow(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

/** Rounds up to 64 bytes below 1 KiB, then to a quarter of the power of two below. */
function sizeClass(byteLength: number): number {
  const bytes = Math.max(byteLength, 16);
  if (bytes <= 1024) return align(bytes, 64);
  return align(bytes, 2 ** (Math.floor(Math.log2(bytes - 1)) - 2));
}
