import { CraftError } from '../../errors.ts';
import { cpuModules } from '../../generated/cpuModule.ts';
import type { Backend, BackendBuffer, BackendInfo, MemoryReport } from '../backend.ts';
import type { Kernel, ParamTypes, ParamValues } from '../kernel.ts';
import type { Plan, Recording } from '../plan.ts';
import { CpuPlan } from './cpuPlan.ts';
import { chooseInstructions, tryWide, type CpuInstructions } from './instructions.ts';
import { launchShape, RECORD_BYTES, writeRecord } from './launchRecord.ts';
import { MemoryPool, type CpuBuffer } from './memoryPool.ts';
import { SharedArena } from './sharedArena.ts';
import { hardwareThreads, isNode, startThread, threadsAvailable, type Thread } from './threads.ts';

export interface CpuOptions {
  /** Threads including the caller's; default: all hardware threads, one where memory cannot be shared. */
  readonly threads?: number;
  /** Vector instructions; default: the best that the engine and the processor have. */
  readonly instructions?: CpuInstructions;
}

interface CpuExports {
  initialize(control: number, scratch: number, wide: number): void;
  tryTiles(at: number, wide: number, times: number): void;
  walk(records: number, count: number, batch: number, wake: number): void;
  replay(records: number, count: number, batch: number, wake: number): void;
}

// The layout of the control block is described in runtime.wasm.ts.
const QUEUE_RECORDS = 512;
const SCRATCH_BYTES = 8 << 20; // of address space; pages a kernel never touches cost nothing
const BASE = 1 << 20; // static data of the module lies below

/** What a set of instructions is called in the device's report. */
const features: Readonly<Record<CpuInstructions, readonly string[]>> = {
  simd: ['simd'],
  fma: ['simd', 'fma'],
  fma256: ['simd', 'fma', '256-bit'],
};

/** Opens the CPU backend: WebAssembly SIMD kernels over threads that share one memory. */
export async function openCpu(options: CpuOptions = {}): Promise<Backend> {
  const wanted = options.threads ?? hardwareThreads();
  const threads = threadsAvailable() ? Math.max(1, Math.floor(wanted)) : 1;
  const shared = threads > 1;
  const wantedInstructions = chooseInstructions(options.instructions);
  const build = cpuModules[wantedInstructions === 'simd' ? 'simd' : 'fma'];
  const module = await WebAssembly.compile(await unpack(build, shared));
  const control = BASE;
  const queue = control + 4096;
  const scratch = queue + QUEUE_RECORDS * RECORD_BYTES;
  const heap = scratch + threads * SCRATCH_BYTES;
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(heap / 65536) + 16,
    maximum: 65536,
    shared,
  });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as CpuExports;
  const wide = wantedInstructions === 'fma256' && tryWide(memory, exports, scratch);
  const instructions = wantedInstructions === 'fma256' && !wide ? 'fma' : wantedInstructions;
  exports.initialize(control, scratch, wide ? 1 : 0);
  new Int32Array(memory.buffer, control, 8)[5] = shared && isNode() ? 1 : 0;
  const workers: Thread[] = [];
  for (let i = 1; i < threads; i++) {
    const own = scratch + i * SCRATCH_BYTES;
    workers.push(await startThread({ module, memory, control, scratch: own, wide }));
  }
  return new CpuBackend(memory, exports, { control, queue, heap }, workers, instructions);
}

class CpuBackend implements Backend {
  readonly info: BackendInfo;
  readonly lost: Promise<string> = new Promise(() => {});
  readonly #memory: WebAssembly.Memory;
  readonly #exports: CpuExports;
  readonly #control: number;
  readonly #queue: number;
  readonly #workers: Thread[];
  readonly #pool: MemoryPool;
  readonly #arena: SharedArena;
  #words: Uint32Array;
  #queued = 0;
  #queuedParallel = false;
  /** Sequence number of the last queued launch, and of the last one that has run. */
  #sequence = 0;
  #completed = 0;
  /** Number of the batch being queued; never 0. */
  #batch = 1;
  #closed = false;
  /** A kernel trapped: what the memory holds can no longer be trusted. */
  #failed = false;

  constructor(
    memory: WebAssembly.Memory,
    exports: CpuExports,
    layout: { control: number; queue: number; heap: number },
    workers: Thread[],
    instructions: CpuInstructions,
  ) {
    const threads = workers.length + 1;
    this.info = {
      kind: 'cpu',
      description: `cpu (${threads} ${threads === 1 ? 'thread' : 'threads'}, WebAssembly SIMD)`,
      software: true,
      features: [...features[instructions], ...(threads > 1 ? ['threads'] : [])],
      limits: { threads, maxMemoryBytes: 65536 * 65536 },
    };
    this.#memory = memory;
    this.#exports = exports;
    this.#control = layout.control;
    this.#queue = layout.queue;
    this.#workers = workers;
    this.#pool = new MemoryPool(memory, layout.heap);
    this.#arena = new SharedArena(this.#pool);
    this.#words = new Uint32Array(memory.buffer);
  }

  alloc(byteLength: number): BackendBuffer {
    this.#assertOpen();
    return this.#pool.alloc(byteLength);
  }

  free(buffer: BackendBuffer): void {
    this.#pool.free(buffer as CpuBuffer);
  }

  upload(buffer: BackendBuffer, bytes: Uint8Array, byteOffset = 0): void {
    const target = this.#own(buffer);
    assertRange(target, byteOffset, bytes.byteLength);
    if (target.lastUse > this.#completed) this.submit();
    new Uint8Array(this.#memory.buffer, target.pointer + byteOffset, bytes.byteLength).set(bytes);
  }

  async download(
    buffer: BackendBuffer,
    byteOffset: number,
    byteLength: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const from = this.#own(buffer);
    assertRange(from, byteOffset, byteLength);
    this.submit();
    const copy = new Uint8Array(byteLength);
    copy.set(new Uint8Array(this.#memory.buffer, from.pointer + byteOffset, byteLength));
    return copy;
  }

  dispatch<P extends ParamTypes>(
    kernel: Kernel<P>,
    buffers: readonly BackendBuffer[],
    params: ParamValues<P>,
  ): void {
    this.#assertOpen();
    const shape = launchShape(kernel, params);
    if (!shape) return;
    this.#sequence++;
    const pointers: number[] = [];
    for (const buffer of buffers) {
      const own = this.#own(buffer);
      own.lastUse = this.#sequence;
      pointers.push(own.pointer);
    }
    const record = this.#queue + this.#queued * RECORD_BYTES;
    writeRecord(this.#currentWords(), record, { kernel, pointers, params, batch: this.#batch, ...shape });
    this.#queuedParallel ||= shape.parallel;
    if (++this.#queued === QUEUE_RECORDS) this.submit();
  }

  submit(): void {
    this.#assertOpen();
    if (this.#queued === 0) return;
    const count = this.#queued;
    this.#queued = 0;
    const wake = this.#queuedParallel && this.#workers.length > 0;
    this.#queuedParallel = false;
    this.#guarded(() => this.#exports.walk(this.#queue, count, this.#batch, wake ? 1 : 0));
    this.#completed = this.#sequence;
  }

  plan(recording: Recording): Plan {
    this.#assertOpen();
    return new CpuPlan(recording, {
      reserveArena: (byteLength) => this.#arena.reserve(byteLength),
      arenaPointer: () => this.#arena.pointer,
      releaseArena: () => this.#arena.release(),
      allocRecords: (byteLength) => this.#pool.allocRecords(byteLength),
      freeRecords: (buffer) => this.#pool.freeRecords(buffer),
      words: () => this.#currentWords(),
      pointerOf: (buffer) => this.#own(buffer).pointer,
      replay: (records, count, parallel) => {
        this.submit();
        const wake = parallel && this.#workers.length > 0 ? 1 : 0;
        this.#guarded(() => this.#exports.replay(records, count, this.#batch, wake));
      },
    });
  }

  /** Runs what is queued or recorded; where a kernel traps, nothing can go on. */
  #guarded(walk: () => void): void {
    try {
      walk();
    } catch (error) {
      this.#failed = true;
      throw new CraftError('device.lost', 'cpu: a kernel trapped; the device cannot go on', {
        cause: error,
      });
    }
    this.#batch = this.#batch === 0xffffffff ? 1 : this.#batch + 1;
  }

  /** The memory as words; growing makes the view before useless. */
  #currentWords(): Uint32Array {
    if (this.#words.byteLength !== this.#memory.buffer.byteLength) {
      this.#words = new Uint32Array(this.#memory.buffer);
    }
    return this.#words;
  }

  async synchronize(): Promise<void> {
    this.submit();
  }

  memory(): MemoryReport {
    return this.#pool.report();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    if (!this.#failed) this.submit();
    this.#closed = true;
    if (this.#workers.length > 0) {
      const control = new Int32Array(this.#memory.buffer, this.#control, 8);
      Atomics.store(control, 0, -1);
      Atomics.notify(control, 0);
    }
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #assertOpen(): void {
    if (this.#failed) {
      throw new CraftError('device.lost', 'cpu: a kernel trapped before; the device cannot go on');
    }
    if (this.#closed) {
      throw new CraftError('device.closed', 'cpu: the device was closed and cannot be used again');
    }
  }

  #own(buffer: BackendBuffer): CpuBuffer {
    const own = buffer as CpuBuffer;
    if (own.live !== true) {
      throw new CraftError('buffer.freed', 'cpu: a freed buffer was used', {
        hint: 'keep() a tensor that must outlive its scope',
      });
    }
    return own;
  }
}

function assertRange(buffer: CpuBuffer, byteOffset: number, byteLength: number): void {
  if (byteOffset < 0 || byteOffset + byteLength > buffer.capacity) {
    throw new CraftError(
      'buffer.range',
      `cpu: bytes ${byteOffset} to ${byteOffset + byteLength} lie outside a buffer of ${buffer.byteLength}`,
    );
  }
}

/** The module's bytes, for shared memory or for plain. */
async function unpack(build: { gzip: string; memoryFlags: number }, shared: boolean): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(build.gzip), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const module = await new Response(plain).arrayBuffer();
  new Uint8Array(module)[build.memoryFlags] = shared ? 3 : 1;
  return module;
}
