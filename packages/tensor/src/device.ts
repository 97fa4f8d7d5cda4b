import type { Backend, BackendInfo, DeviceKind, MemoryReport } from './backend/backend.ts';
import { CraftError } from './errors.ts';
import { unconditionally } from './runIf.ts';
import type { Storage } from './storage.ts';
import type { Tensor } from './tensor.ts';

/** Who is told of launches. */
export interface LaunchObserver {
  used(tensor: Tensor): void;
  written(storage: Storage): void;
}

/**
 * Where tensors live. Work is queued as operations are called and runs when its results are read,
 * or at `submit()`.
 */
export class Device {
  readonly kind: DeviceKind;
  /** One line for people, such as `cpu (2 threads, WebAssembly SIMD)`. */
  readonly description: string;
  readonly info: BackendInfo;
  /** Internal: told of what launches use and write, while a step is traced. */
  observer: LaunchObserver | null = null;
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

  /**
   * Internal: runs `fn` on the device itself, also while a step is traced: for tables that are made once and stay,
   * whoever needs them first. What is made must be `keep()`ed.
   */
  apart<T>(fn: () => T): T {
    return unconditionally(() => this.substitute(this.#backend, fn));
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
