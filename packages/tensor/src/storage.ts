import type { Backend, BackendBuffer } from './backend/backend.ts';
import type { Device } from './device.ts';
import { CraftError } from './errors.ts';

/** A device buffer shared by tensors that view it; freed with the last of them. */
export class Storage {
  readonly device: Device;
  /** Where the buffer comes from: while a step is traced, not the device's own backend. */
  readonly #backend: Backend;
  readonly #buffer: BackendBuffer;
  #references = 0;
  #version = 0;

  constructor(device: Device, byteLength: number) {
    this.device = device;
    this.#backend = device.backend;
    this.#buffer = this.#backend.alloc(byteLength);
  }

  /** Counts writes in place, so that autograd notices when a saved value was overwritten. */
  get version(): number {
    return this.#version;
  }

  markWritten(): void {
    this.#version++;
    this.device.observer?.written(this);
  }

  get freed(): boolean {
    return this.#references < 0;
  }

  /** The buffer; throws `tensor.disposed` once it is freed. */
  get buffer(): BackendBuffer {
    if (this.freed) {
      throw new CraftError('tensor.disposed', 'a tensor was used after it was disposed', {
        hint: 'return it from its scope or keep() it to use it later',
      });
    }
    return this.#buffer;
  }

  /** Whether more than one tensor sees this storage. */
  get shared(): boolean {
    return this.#references > 1;
  }

  retain(): void {
    this.#references++;
  }

  release(): void {
    if (this.#references > 0 && --this.#references === 0) {
      this.#references = -1;
      this.#backend.free(this.#buffer);
    }
  }
}
