import type { CpuBuffer, MemoryPool } from './memoryPool.ts';

/**
 * Memory for what plans compute in between: one for all of them, as large as the largest asks for, because none of it
 * means anything when a plan is through and no two run at once.
 */
export class SharedArena {
  readonly #pool: MemoryPool;
  #buffer: CpuBuffer | null = null;
  #users = 0;

  constructor(pool: MemoryPool) {
    this.#pool = pool;
  }

  /** Where it is now; another plan may make it move. */
  get pointer(): number {
    return this.#buffer?.pointer ?? 0;
  }

  /** One more plan, which needs so many bytes. */
  reserve(byteLength: number): void {
    if (!this.#buffer || this.#buffer.capacity < byteLength) {
      const before = this.#buffer;
      this.#buffer = null;
      if (before) this.#pool.free(before);
      try {
        this.#buffer = this.#pool.alloc(byteLength);
      } catch (error) {
        // What was there is free again: the other plans go on with it.
        if (before) this.#buffer = this.#pool.alloc(before.capacity);
        throw error;
      }
    }
    this.#users++;
  }

  /** One plan less. */
  release(): void {
    if (--this.#users > 0 || !this.#buffer) return;
    this.#pool.free(this.#buffer);
    this.#buffer = null;
  }
}
