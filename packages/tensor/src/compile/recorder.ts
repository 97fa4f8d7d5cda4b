import type { Backend, BackendBuffer, BackendInfo, MemoryReport } from '../backend/backend.ts';
import type { Kernel, ParamTypes, ParamValues } from '../backend/kernel.ts';
import type { Dynamics } from '../backend/plan.ts';
import { CraftError } from '../errors.ts';

/** A buffer that exists only in a recording. */
export class VirtualBuffer implements BackendBuffer {
  readonly byteLength: number;
  /** What the host wrote into it, if anything. */
  upload: Uint8Array | null = null;
  live = true;

  constructor(byteLength: number) {
    this.byteLength = byteLength;
  }
}

/** A launch as it was called. */
export interface CalledLaunch {
  readonly kernel: Kernel;
  readonly buffers: readonly BackendBuffer[];
  readonly params: ParamValues<Record<string, 'u32' | 'f32'>>;
  readonly dynamics: Dynamics;
}

/** Stands in for a device's backend while a step is traced: notes what is launched, and runs nothing. */
export class Recorder implements Backend {
  readonly info: BackendInfo;
  readonly valueless = true;
  readonly lost: Promise<string> = new Promise(() => {});
  readonly launches: CalledLaunch[] = [];
  readonly #real: Backend;
  readonly #made: VirtualBuffer[] = [];

  constructor(real: Backend) {
    this.#real = real;
    this.info = real.info;
  }

  /** Buffers made and not freed. */
  get alive(): VirtualBuffer[] {
    return this.#made.filter(({ live }) => live);
  }

  alloc(byteLength: number): BackendBuffer {
    const buffer = new VirtualBuffer(byteLength);
    this.#made.push(buffer);
    return buffer;
  }

  free(buffer: BackendBuffer): void {
    (buffer as VirtualBuffer).live = false;
  }

  upload(buffer: BackendBuffer, bytes: Uint8Array, byteOffset = 0): void {
    if (!(buffer instanceof VirtualBuffer) || byteOffset !== 0 || bytes.byteLength !== buffer.byteLength) {
      throw new CraftError(
        'compile.write',
        'compile: a tensor from outside the step was written by the host',
        {
          hint: 'write to it before or after the compiled step, or give the values to the step as an argument',
        },
      );
    }
    buffer.upload = bytes;
  }

  async download(): Promise<Uint8Array<ArrayBuffer>> {
    throw new CraftError(
      'compile.readback',
      'compile: values were read inside the step, where there are none yet',
      {
        hint: 'return the tensor and read it after the step',
      },
    );
  }

  dispatch<P extends ParamTypes>(
    kernel: Kernel<P>,
    buffers: readonly BackendBuffer[],
    params: ParamValues<P>,
    dynamics: Dynamics = {},
  ): void {
    this.launches.push({ kernel: kernel, buffers, params, dynamics });
  }

  plan(): never {
    throw new CraftError('compile.nested', 'compile: a compiled step was called inside another one');
  }

  submit(): void {}

  async synchronize(): Promise<void> {}

  memory(): MemoryReport {
    return this.#real.memory();
  }

  async close(): Promise<void> {
    throw new CraftError('compile.closed', 'compile: the device was closed inside the step');
  }
}
