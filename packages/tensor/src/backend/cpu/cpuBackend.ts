import { CraftError } from '../../errors.ts';
import { kernelTable, singleModule, threadsModule } from '../../generated/cpuModule.ts';
import type { Backend, BackendBuffer, BackendInfo, MemoryReport } from '../backend.ts';
import { packParams, type Kernel, type ParamTypes, type ParamValues } from '../kernel.ts';
import { MemoryPool, type CpuBuffer } from './memoryPool.ts';
import { hardwareThreads, isNode, startThread, threadsAvailable, type Thread } from './threads.ts';

export interface CpuOptions {
  /** Threads including the caller's; default: all hardware threads, one where memory cannot be shared. */
  readonly threads?: number;
}

interface CpuExports {
  initialize(control: number, queue: number, scratch: number): void;
  walk(count: number, batch: number, wake: number): void;
}

// The layout of a launch record and of the control block is described in runtime.wasm.ts.
const RECORD_WORDS = 40;
const ARGUMENT_WORDS = 8;
const QUEUE_RECORDS = 512;
const SCRATCH_BYTES = 8 << 20; // of address space; pages a kernel never touches cost nothing
const BASE = 1 << 20; // static data of the module lies below

/** Opens the CPU backend: WebAssembly SIMD kernels over threads that share one memory. */
export async function openCpu(options: CpuOptions = {}): Promise<Backend> {
  const wanted = options.threads ?? (await hardwareThreads());
  const threads = threadsAvailable() ? Math.max(1, Math.floor(wanted)) : 1;
  const shared = threads > 1;
  const module = await WebAssembly.compile(decode(shared ? threadsModule : singleModule));
  const control = BASE;
  const queue = control + 4096;
  const scratch = queue + QUEUE_RECORDS * RECORD_WORDS * 4;
  const heap = scratch + threads * SCRATCH_BYTES;
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(heap / 65536) + 16,
    maximum: 65536,
    shared,
  });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as CpuExports;
  exports.initialize(control, queue, scratch);
  new Int32Array(memory.buffer, control, 8)[5] = shared && isNode() ? 1 : 0;
  const workers: Thread[] = [];
  for (let i = 1; i < threads; i++) {
    const own = scratch + i * SCRATCH_BYTES;
    workers.push(await startThread({ module, memory, control, queue, scratch: own }));
  }
  return new CpuBackend(memory, exports, { control, queue, heap }, workers);
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
  ) {
    const threads = workers.length + 1;
    this.info = {
      kind: 'cpu',
      description: `cpu (${threads} ${threads === 1 ? 'thread' : 'threads'}, WebAssembly SIMD)`,
      software: true,
      features: threads > 1 ? ['simd', 'threads'] : ['simd'],
      limits: { threads, maxMemoryBytes: 65536 * 65536 },
    };
    this.#memory = memory;
    this.#exports = exports;
    this.#control = layout.control;
    this.#queue = layout.queue;
    this.#workers = workers;
    this.#pool = new MemoryPool(memory, layout.heap);
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
    const tasks = kernel.tasks(params);
    if (tasks <= 0) return;
    const [id, signature] = signatureOf(kernel, buffers.length);
    if (this.#words.byteLength !== this.#memory.buffer.byteLength) {
      this.#words = new Uint32Array(this.#memory.buffer);
    }
    const words = this.#words;
    const record = (this.#queue >>> 2) + this.#queued * RECORD_WORDS;
    const grain = Math.max(1, Math.floor(kernel.grain?.(params) ?? 1));
    // The batch first: from here on no late thread takes this record for the one it was.
    Atomics.store(words, record + 5, this.#batch);
    words[record + 4] = 0;
    words[record + 3] = 0;
    words[record] = id;
    words[record + 1] = tasks;
    words[record + 2] = grain;
    let at = record + ARGUMENT_WORDS;
    this.#sequence++;
    for (const buffer of buffers) {
      const own = this.#own(buffer);
      own.lastUse = this.#sequence;
      words[at++] = own.pointer;
    }
    at = packParams(kernel, params, words, at);
    if (at - record - ARGUMENT_WORDS !== signature.length) {
      throw new CraftError(
        'kernel.signature',
        `kernel ${kernel.name}: expected ${signature.length} arguments (${signature}) but received ${at - record - ARGUMENT_WORDS}`,
      );
    }
    this.#queuedParallel ||= tasks > grain;
    if (++this.#queued === QUEUE_RECORDS) this.submit();
  }

  submit(): void {
    this.#assertOpen();
    if (this.#queued === 0) return;
    const count = this.#queued;
    this.#queued = 0;
    const wake = this.#queuedParallel && this.#workers.length > 0;
    this.#queuedParallel = false;
    try {
      this.#exports.walk(count, this.#batch, wake ? 1 : 0);
    } catch (error) {
      this.#failed = true;
      throw new CraftError('device.lost', 'cpu: a kernel trapped; the device cannot go on', {
        cause: error,
      });
    }
    this.#completed = this.#sequence;
    this.#batch = this.#batch === 0xffffffff ? 1 : this.#batch + 1;
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

const checked = new WeakMap<object, readonly [number, string]>();

/** The compiled function behind a kernel; checked once against the record. */
function signatureOf<P extends ParamTypes>(kernel: Kernel<P>, buffers: number): readonly [number, string] {
  const known = checked.get(kernel);
  if (known) return known;
  const entry = kernelTable[kernel.name];
  if (!entry) {
    throw new CraftError('kernel.missing', `kernel ${kernel.name}: no CPU function of this name`, {
      hint: 'export it from a *.wasm.ts file and run npm run build:kernels',
    });
  }
  const pointers = Object.keys(kernel.reads).length + Object.keys(kernel.writes).length;
  const declared =
    'p'.repeat(pointers) +
    Object.values(kernel.params)
      .map((type) => (type === 'f32' ? 'f' : 'u'))
      .join('');
  if (declared !== entry[1] || pointers !== buffers || declared.length > RECORD_WORDS - ARGUMENT_WORDS) {
    throw new CraftError(
      'kernel.signature',
      `kernel ${kernel.name}: the record declares (${declared}) with ${buffers} buffers bound but the CPU function takes (${entry[1]})`,
    );
  }
  checked.set(kernel, entry);
  return entry;
}

function assertRange(buffer: CpuBuffer, byteOffset: number, byteLength: number): void {
  if (byteOffset < 0 || byteOffset + byteLength > buffer.capacity) {
    throw new CraftError(
      'buffer.range',
      `cpu: bytes ${byteOffset} to ${byteOffset + byteLength} lie outside a buffer of ${buffer.byteLength}`,
    );
  }
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
