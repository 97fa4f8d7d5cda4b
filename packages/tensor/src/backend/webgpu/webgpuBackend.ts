import { CraftError } from '../../errors.ts';
import type { Backend, BackendBuffer, BackendInfo, KernelTuning, MemoryReport } from '../backend.ts';
import {
  type BodyName,
  type Kernel,
  type KernelBody,
  packParams,
  type ParamTypes,
  type ParamValues,
} from '../kernel.ts';
import type { KernelChoices } from '../kernelChoices.ts';
import type { Plan, Recording } from '../plan.ts';
import type { SelfTestHost } from '../selfTest.ts';
import type { SubgroupMatrix } from '../subgroupMatrix.ts';
import { Autotuner } from './autotune/autotuner.ts';
import type { ChoiceStore } from './autotune/choiceStore.ts';
import { BindGroupCache } from './bindGroupCache.ts';
import { BufferPool, type Slab, WebgpuBuffer } from './bufferPool.ts';
import { CommandStream } from './commandStream.ts';
import { FailureLog } from './failureLog.ts';
import { fallbackBody, KernelBodies } from './kernelBodies.ts';
import { PipelineCache } from './pipelineCache.ts';
import { StagingPool } from './stagingPool.ts';
import { UniformRing } from './uniformRing.ts';
import { type PlanHost, WebgpuPlan } from './webgpuPlan.ts';
import { workgroupGrid } from './workgroupGrid.ts';

/** Uploads up to this many bytes may travel inside the command stream instead of ending the batch. */
const smallUpload = 4096;

/** How a WebgpuBackend works. */
export interface WebgpuBackendOptions {
  /** Dispatches encoded before they are handed to the queue. */
  readonly dispatchesPerSubmit: number;
  /** Default: by the adapter. */
  readonly kernels?: BodyName | undefined;
  /** How the adapter may multiply matrices by subgroups, or why it does not; default: not asked. */
  readonly subgroups?: readonly SubgroupMatrix[] | string;
  /** Default: bodies are those for the kind of adapter. */
  readonly autotune?: AutotuneOptions;
}

/** What is known of the adapter's kernels, and where more is kept. */
export interface AutotuneOptions {
  /** Names the adapter and its driver. */
  readonly adapter: string;
  /** Whether what is not known may be measured. */
  readonly measures: boolean;
  /** Null: nothing is kept. */
  readonly store: ChoiceStore | null;
  readonly choices?: KernelChoices;
  /** What was wrong with what was kept. */
  readonly problem?: string;
}

/**
 * The backend on a WebGPU device. Commands are encoded as they come and submitted in batches. What
 * the device reports late (a broken kernel, memory that was not there) is thrown by the next call;
 * `download` and `synchronize` wait until all reports are in.
 */
export class WebgpuBackend implements Backend {
  readonly #subgroups: readonly SubgroupMatrix[];
  #info: BackendInfo;
  readonly lost: Promise<string>;
  readonly tuning?: KernelTuning;
  /** For tests and tools; going around the backend voids its bookkeeping. */
  readonly device: GPUDevice;
  readonly #failures: FailureLog;
  readonly #ring: UniformRing;
  readonly #stream: CommandStream;
  readonly #pool: BufferPool;
  readonly #staging: StagingPool;
  readonly #groups: BindGroupCache;
  readonly #pipelines: PipelineCache;
  readonly #maxWorkgroups: number;
  readonly #bodies: KernelBodies;
  #state: 'open' | 'closed' | 'lost' = 'open';
  #lostReason = '';

  constructor(device: GPUDevice, info: BackendInfo, options: WebgpuBackendOptions) {
    this.device = device;
    const { autotune } = options;
    const fallback = fallbackBody(info, options.kernels);
    this.#bodies = new KernelBodies(fallback, autotune?.choices);
    const { subgroups = 'not asked for' } = options;
    this.#subgroups = typeof subgroups === 'string' ? [] : subgroups;
    const blocks = fallback === 'software' ? 'registers' : fallback === 'lanes' ? 'lanes' : 'tile';
    this.#info = {
      ...info,
      matmul: {
        f32: `${blocks} f32`,
        f16: info.features.includes('shader-f16') ? `${blocks} f16` : 'none: the adapter has no shader-f16',
        subgroupMatrix: typeof subgroups === 'string' ? subgroups : 'not tested yet',
      },
      ...(autotune?.problem ? { notices: [autotune.problem] } : {}),
    };
    if (autotune) this.tuning = this.#autotuner(autotune);
    this.#maxWorkgroups = device.limits.maxComputeWorkgroupsPerDimension;
    this.#failures = new FailureLog(device);
    this.#ring = new UniformRing(device);
    this.#stream = new CommandStream(device, this.#ring, options.dispatchesPerSubmit);
    this.#groups = new BindGroupCache(device, this.#ring.gpu);
    this.#pool = new BufferPool(device, this.#failures, (slabIds) => {
      // What is encoded may still use them, and a submit refuses destroyed buffers.
      this.#stream.submit();
      this.#groups.forget(slabIds);
    });
    this.#staging = new StagingPool(device);
    this.#pipelines = new PipelineCache(device, this.#failures);
    this.lost = new Promise((resolve) => {
      void device.lost.then(({ message }) => {
        if (this.#state !== 'open') return;
        this.#state = 'lost';
        const { liveBytes, liveBuffers } = this.#pool.report();
        this.#lostReason = `${message}, with ${liveBytes} bytes in ${liveBuffers} buffers in use`;
        resolve(message);
      });
    });
  }

  alloc(byteLength: number): WebgpuBuffer {
    this.#check();
    return this.#pool.alloc(byteLength);
  }

  free(buffer: BackendBuffer): void {
    // Scopes unwind after a close, too.
    if (this.#state !== 'closed') this.#pool.free(this.#own(buffer));
  }

  upload(buffer: BackendBuffer, bytes: Uint8Array, byteOffset = 0): void {
    this.#check();
    const slab = this.#slab(buffer);
    checkRange(buffer, byteOffset, bytes.byteLength);
    if (bytes.byteLength === 0) return;
    const size = align4(bytes.byteLength);
    const queued = this.#stream.uses(slab);
    if (queued && size <= smallUpload) {
      const offset = this.#stream.reserve(size);
      this.#ring.bytes.set(bytes, offset);
      this.#stream.copyFromRing(offset, slab, byteOffset, size);
      return;
    }
    if (queued) this.#stream.submit();
    this.device.queue.writeBuffer(slab.gpu, byteOffset, writable(bytes, size));
  }

  async download(
    buffer: BackendBuffer,
    byteOffset: number,
    byteLength: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.#check();
    const slab = this.#slab(buffer);
    checkRange(buffer, byteOffset, byteLength);
    if (byteLength === 0) {
      await this.synchronize();
      return new Uint8Array(0);
    }
    const size = align4(byteLength);
    const staging = this.#staging.take(size);
    this.#stream.copyFromSlab(slab, byteOffset, staging, size);
    this.#stream.submit();
    const copy = await this.#settled(this.#staging.read(staging, size));
    return new Uint8Array(copy, 0, byteLength);
  }

  dispatch<P extends ParamTypes>(
    kernel: Kernel<P>,
    buffers: readonly BackendBuffer[],
    params: ParamValues<P>,
  ): void {
    this.#check();
    const body = this.#bodies.select(kernel, params);
    const pipeline = this.#pipelines.get(kernel, params, body);
    const { layout } = pipeline;
    if (buffers.length !== layout.buffers) throw wrongBuffers(kernel, buffers.length);
    const slabs = buffers.map((buffer) => this.#slab(buffer));
    for (let written = layout.reads; written < slabs.length; written++) {
      const other = slabs.indexOf(slabs[written] as Slab);
      if (other !== written) throw aliasing(kernel, other, written);
    }
    const { width, height } = workgroupGrid(kernel.name, body.workgroups(params), this.#maxWorkgroups);
    if (width === 0) return;
    const group = this.#groups.get(layout, slabs);
    let offset = 0;
    if (layout.hasParams) {
      offset = this.#stream.reserve(pipeline.paramBytes);
      packParams(kernel, params, this.#ring.words, offset / 4);
    }
    this.#stream.dispatch(pipeline, group, slabs, offset, width, height);
  }

  plan(recording: Recording): Plan {
    this.#check();
    return this.#planWith(recording, this.#bodies);
  }

  #planWith(recording: Recording, bodies: Pick<KernelBodies, 'select'>): WebgpuPlan {
    const made: WebgpuBuffer[] = [];
    const host: PlanHost = {
      device: this.device,
      pipelines: this.#pipelines,
      bodies,
      alloc: (byteLength) => {
        const buffer = this.#pool.alloc(byteLength);
        made.push(buffer);
        return buffer;
      },
      free: (buffer) => {
        if (this.#state !== 'closed') this.#pool.free(buffer);
      },
      slabOf: (buffer) => this.#slab(buffer),
      submitQueued: () => {
        this.#check();
        this.#stream.submit();
      },
    };
    try {
      return new WebgpuPlan(recording, host);
    } catch (error) {
      for (const buffer of made) host.free(buffer);
      throw error;
    }
  }

  #autotuner(options: AutotuneOptions): KernelTuning {
    const host = {
      alloc: (byteLength: number) => this.alloc(byteLength),
      free: (buffer: BackendBuffer) => this.free(buffer),
      upload: (buffer: BackendBuffer, bytes: Uint8Array, at: number) => this.upload(buffer, bytes, at),
      synchronize: () => this.synchronize(),
      plan: (recording: Recording, body: KernelBody) => this.#planWith(recording, { select: () => body }),
    };
    return new Autotuner(host, this.#bodies, options);
  }

  get info(): BackendInfo {
    return this.#info;
  }

  /**
   * Tests the ways in which the adapter may multiply matrices by subgroups, and takes the first that computes what it
   * should; `info.matmul` says what came of it.
   */
  async testSubgroups(
    test: (host: SelfTestHost, candidates: readonly SubgroupMatrix[]) => Promise<SubgroupMatrix | string>,
  ): Promise<void> {
    const { matmul } = this.#info;
    if (this.#subgroups.length === 0 || !matmul) return;
    const found = await test(this.selfTestHost(), this.#subgroups);
    if (typeof found === 'string') {
      this.#info = { ...this.#info, matmul: { ...matmul, subgroupMatrix: found } };
      return;
    }
    this.#bodies.useSubgroups(found);
    const f16 = `subgroup-matrix f16 (${found.m}×${found.n}×${found.k})`;
    this.#info = { ...this.#info, matmul: { f32: matmul.f32, f16 } };
  }

  /** What runs kernels with bodies of the caller's. */
  selfTestHost(): SelfTestHost {
    return {
      alloc: (byteLength) => this.alloc(byteLength),
      free: (buffer) => this.free(buffer),
      upload: (buffer, bytes) => this.upload(buffer, bytes),
      download: (buffer, byteOffset, byteLength) => this.download(buffer, byteOffset, byteLength),
      runBody: (kernel, body, buffers, params) => {
        const refs = buffers.map((buffer) => ({ kind: 'fixed' as const, buffer }));
        const launches = [{ kernel, buffers: refs, params, dynamics: {} }];
        const recording = { launches, temporaries: [], inputs: [], outputs: [] };
        const plan = this.#planWith(recording, { select: () => body });
        plan.run([], []);
        plan.dispose();
      },
    };
  }

  submit(): void {
    this.#check();
    this.#stream.submit();
  }

  async synchronize(): Promise<void> {
    this.#check();
    this.#stream.submit();
    await this.#settled(this.device.queue.onSubmittedWorkDone());
  }

  memory(): MemoryReport {
    return this.#pool.report();
  }

  /** Lets what is queued run, then frees everything. The process can exit by itself afterwards. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    if (wasOpen) this.#stream.submit();
    this.#state = 'closed';
    if (wasOpen) {
      // A rejection here means that the device is gone, which is what we are after.
      await this.device.queue.onSubmittedWorkDone().catch(() => undefined);
      await this.#failures.settle();
    }
    this.#failures.close();
    this.#groups.clear();
    this.#staging.destroy();
    this.#pool.destroy();
    this.#ring.destroy();
    this.device.destroy();
  }

  /** Waits for the device and for its reports; throws what they say. */
  async #settled<T>(work: Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await work;
    } catch (error) {
      // It fails because the device is going away, or because of an error reported elsewhere.
      await Promise.race([this.device.lost, new Promise((resolve) => setTimeout(resolve, 100))]);
      await this.#failures.settle();
      this.#check();
      throw new CraftError('device.validation', 'webgpu: results could not be read back', { cause: error });
    }
    await this.#failures.settle();
    // A close during the wait lets work asked for before it end well.
    if (this.#state !== 'closed') this.#check();
    return result;
  }

  #check(): void {
    if (this.#state === 'lost') {
      throw new CraftError('device.lost', `webgpu: the device was lost: ${this.#lostReason}`, {
        hint: 'open a device anew and go on from the last checkpoint',
      });
    }
    if (this.#state === 'closed') {
      throw new CraftError('device.closed', 'webgpu: the device was closed and cannot be used again');
    }
    this.#failures.throwIfFailed();
  }

  #own(buffer: BackendBuffer): WebgpuBuffer {
    if (buffer instanceof WebgpuBuffer && buffer.pool === this.#pool) return buffer;
    throw new CraftError(
      'buffer.foreign',
      'webgpu: expected a buffer of this device but received one of another',
      {
        hint: 'create all tensors of an operation on one device',
      },
    );
  }

  #slab(buffer: BackendBuffer): Slab {
    const { slab } = this.#own(buffer);
    if (slab) return slab;
    throw new CraftError('buffer.freed', 'webgpu: a freed buffer was used', {
      hint: 'keep() a tensor that must outlive its scope',
    });
  }
}

function checkRange(buffer: BackendBuffer, byteOffset: number, byteLength: number): void {
  const end = byteOffset + byteLength;
  if (!(byteOffset >= 0 && byteLength >= 0 && end <= buffer.byteLength)) {
    throw new CraftError(
      'buffer.range',
      `webgpu: bytes ${byteOffset} to ${end} lie outside a buffer of ${buffer.byteLength}`,
    );
  }
  // A last, partial word may be copied whole because it ends in padding.
  if (byteOffset % 4 !== 0 || (byteLength % 4 !== 0 && end !== buffer.byteLength)) {
    throw new CraftError(
      'buffer.alignment',
      `webgpu: expected a copy of whole 4-byte words but received bytes ${byteOffset} to ${end}`,
    );
  }
}

function align4(byteLength: number): number {
  return Math.ceil(byteLength / 4) * 4;
}

/** The bytes as `writeBuffer` takes them: whole words, and not shared (Dawn 0.6.2 crashes on those). */
function writable(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength === size && bytes.buffer instanceof ArrayBuffer)
    return bytes as Uint8Array<ArrayBuffer>;
  const copy = new Uint8Array(size);
  copy.set(bytes);
  return copy;
}

function wrongBuffers<P extends ParamTypes>(kernel: Kernel<P>, received: number): CraftError {
  const names = bufferNames(kernel);
  return new CraftError(
    'kernel.signature',
    `kernel ${kernel.name}: expected ${names.length} buffers (${names.join(', ')}) but received ${received}`,
  );
}

function aliasing<P extends ParamTypes>(kernel: Kernel<P>, one: number, other: number): CraftError {
  const names = bufferNames(kernel);
  return new CraftError(
    'kernel.aliasing',
    `kernel ${kernel.name}: expected a buffer of its own for ${names[other]} but received the one bound as ${names[one]}`,
    { hint: 'write to a new buffer, or declare it once among the writes to update it in place' },
  );
}

function bufferNames<P extends ParamTypes>(kernel: Kernel<P>): string[] {
  return [...Object.keys(kernel.reads), ...Object.keys(kernel.writes)];
}
