import type { KernelChoices } from './kernelChoices.ts';
import type { Dynamics, Plan, Recording } from './plan.ts';
import type { Launch } from './launch.ts';
import type { Kernel, ParamTypes, ParamValues } from './kernel.ts';

/** The devices that exist. */
export type DeviceKind = 'cpu' | 'webgpu';

/** An untyped buffer of a backend. `byteLength` is what was asked for; the capacity is padded to 16 bytes. */
export interface BackendBuffer {
  readonly byteLength: number;
}

/** What a backend says about the hardware it runs on. */
export interface BackendInfo {
  readonly kind: DeviceKind;
  /** One line for people, such as `cpu (2 threads, WASM SIMD)`. */
  readonly description: string;
  /** True where no hardware accelerator is behind it. */
  readonly software: boolean;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
  /** How matrices are multiplied, where there are several ways. */
  readonly matmul?: MatmulPaths;
  /** What people should know about how it was opened, a line each. */
  readonly notices?: readonly string[];
}

/** How a device multiplies matrices of each dtype: `tile f32`, `registers f32`, `lanes f32`, `subgroup-matrix f16`, `tile f16`, …. */
export interface MatmulPaths {
  readonly f32: string;
  readonly f16: string;
  /** Why f16 is not multiplied by subgroup matrices; absent where it is. */
  readonly subgroupMatrix?: string;
}

/**
 * The seam below the tensors: untyped buffers and kernels. It knows no op. Work is queued by
 * `dispatch` in order; it becomes visible to `download`, which flushes the queue itself.
 */
export interface Backend {
  readonly info: BackendInfo;
  /** True where buffers hold nothing, so that no values need to be made for them. */
  readonly valueless?: boolean;
  /**
   * A new or recycled buffer with undefined contents. Throws `CraftError` `device.outOfMemory` with
   * the number of bytes asked for.
   */
  alloc(byteLength: number): BackendBuffer;
  /** Gives a buffer back for reuse by later dispatches; queued work that uses it still runs. */
  free(buffer: BackendBuffer): void;
  /** Copies host bytes into the buffer, in order with what is queued. */
  upload(buffer: BackendBuffer, bytes: Uint8Array, byteOffset?: number): void;
  /** Copies bytes back to the host after everything queued before. */
  download(buffer: BackendBuffer, byteOffset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Queues one kernel. `buffers` are the reads, then the writes. `dynamics` names params that a replay reads anew;
   * they matter only to what records launches.
   */
  dispatch<P extends ParamTypes>(
    kernel: Kernel<P>,
    buffers: readonly BackendBuffer[],
    params: ParamValues<P>,
    dynamics?: Dynamics,
  ): void;
  /** Makes recorded launches ready to be run again and again. */
  plan(recording: Recording): Plan;
  /** Hands what is queued to the hardware without waiting. */
  submit(): void;
  /** Resolves when everything queued so far has run. */
  synchronize(): Promise<void>;
  memory(): MemoryReport;
  /** Choosing among the bodies of kernels; absent where there is nothing to choose. */
  readonly tuning?: KernelTuning;
  /** Resolves with the reason when the hardware is lost; never on a normal close. */
  readonly lost: Promise<string>;
  /** Frees everything, so that the process can exit by itself. */
  close(): Promise<void>;
}

/** Counts of device memory in bytes and buffers. */
export interface MemoryReport {
  /** Buffers handed out by `alloc` and not freed. */
  readonly liveBuffers: number;
  readonly liveBytes: number;
  /** Bytes kept for reuse. */
  readonly pooledBytes: number;
  /** The most `liveBytes` has been. */
  readonly peakBytes: number;
}

/** Choosing among the bodies of kernels by measurement. */
export interface KernelTuning {
  /** The bodies that these launches take. */
  choices(launches: readonly Launch[]): KernelChoices;
  /** Measures the classes of launches for which nothing is known yet. */
  tune(launches: readonly Launch[], options?: TuningOptions): Promise<TuningReport>;
}

export interface TuningOptions {
  /** Called before each measurement. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends it between two measurements; what was measured by then is kept. */
  readonly signal?: AbortSignal;
}

/** What tuning found. */
export interface TuningReport {
  /** Classes of shapes that were measured. */
  readonly measured: number;
  /** The bodies found for them. */
  readonly choices: KernelChoices;
  /** Where they are kept. */
  readonly keptIn?: string;
  /** Why they could not be kept. */
  readonly problem?: string;
}
