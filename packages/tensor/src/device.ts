import type { Backend, BackendInfo, DeviceKind, MemoryReport } from './backend/backend.ts';
import { CraftError } from './errors.ts';
import type { Storage } from './storage.ts';

/**
 * Where tensors live. Work is queued as operations are called and runs when its results are read,
 * or at `submit()`.
 */
export class Device {
  readonly kind: DeviceKind;
  /** One line for people, such as `cpu (2 threads, WebAssembly SIMD)`. */
  readonly description: string;
  readonly info: BackendInfo;
  /** Internal: told of every tensor that is written in place, while a step is traced. */
  onWrite: ((storage: Storage) => void) | null = null;
  readonly #backend: Backend;
  #substitute: Backend | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.info = backend.info;
    this.kind = backend.info.kind;
    this.description = backend.info.description;
  }

  /** The backend behind it; for operations, not for users. */
  get backend(): Backend {
    return this.#substitute ?? this.#backend;
  }

  /** Internal: runs `fn` with another backend in the place of the device's own. */
  substitute<T>(backend: Backend, fn: () => T): T {
    const before = this.#substitute;
    this.#substitute = backend;
    try {
      return fn();
    } finally {
      this.#substitute = before;
    }
  }

  /** Buffers and bytes in use, kept for reuse, and at most so far. */
  memory(): MemoryReport {
    return this.backend.memory();
  }

  /** Starts what is queued without waiting for it. */
  submit(): void {
    this.backend.submit();
  }

  /** Resolves when everything queued so far has run. */
  async synchronize(): Promise<void> {
    await this.backend.synchronize();
  }

  /** Resolves with a reason when the hardware is lost. */
  get lost(): Promise<string> {
    return this.backend.lost;
  }

  /** Frees all memory and threads; the process can then exit by itself. */
  async close(): Promise<void> {
    if (current === this) current = undefined;
    await this.backend.close();
  }
}

let current: Device | undefined;

/** Makes `device` the one that tensors are created on when none is named. */
export function setDefaultDevice(device: Device): void {
  current = device;
}

/** The device set by `setDefaultDevice`. Throws `device.none` before that. */
export function defaultDevice(): Device {
  if (!current) {
    throw new CraftError('device.none', 'no default device: expected an open device before tensors', {
      hint: "call setDefaultDevice(await openDevice('auto')) first",
    });
  }
  return current;
}
