import type { Kernel } from './kernel.ts';

/** One launch of a kernel without its buffers: what it takes to run it on others like them. */
export interface Launch {
  readonly kernel: Kernel;
  readonly params: Readonly<Record<string, number>>;
  /** Bytes of each different buffer. */
  readonly sizes: readonly number[];
  /** Which of `sizes` each binding is, the reads and then the writes: a buffer may be read under several names. */
  readonly bindings: readonly number[];
}
