import type { BackendBuffer } from './backend.ts';
import type { Kernel, KernelBody } from './kernel.ts';

/** What a test of a kernel's body needs of a backend. */
export interface SelfTestHost {
  alloc(byteLength: number): BackendBuffer;
  free(buffer: BackendBuffer): void;
  upload(buffer: BackendBuffer, bytes: Uint8Array): void;
  download(buffer: BackendBuffer, byteOffset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Runs one launch with a body of the kernel's, whatever it would take otherwise. */
  runBody(
    kernel: Kernel,
    body: KernelBody,
    buffers: readonly BackendBuffer[],
    params: Readonly<Record<string, number>>,
  ): void;
}
