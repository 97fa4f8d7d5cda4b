/**
 * Worker threads for the CPU backend, in Node (`worker_threads`) and browsers (`Worker`). A worker
 * instantiates the module over the shared memory and then lives inside `workerLoop`.
 */

import type * as os from 'node:os';
import type * as workerThreads from 'node:worker_threads';
import { CraftError } from '../../errors.ts';

/** What we use of Node's `process`. Unlike an `import('node:…')`, no bundler for pages trips over it. */
interface NodeProcess {
  getBuiltinModule(name: 'node:os'): typeof os;
  getBuiltinModule(name: 'node:worker_threads'): typeof workerThreads;
}

/** What a worker is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly scratch: number;
  /** Whether tiles of 16 columns pay; see runtime.wasm.ts. */
  readonly wide: boolean;
}

export interface Thread {
  terminate(): Promise<void>;
}

// Word 4 of the control block is the fault flag that the waiting threads look at.
const body = `
const run = (start) => {
  const { module, memory, control, scratch, wide } = start;
  try {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    exports.initialize(control, scratch, wide ? 1 : 0);
    exports.workerLoop();
  } catch (error) {
    Atomics.store(new Int32Array(memory.buffer, control, 8), 4, 1);
    throw error;
  }
};`;

/** Number of hardware threads. */
export function hardwareThreads(): number {
  if (isNode()) {
    return (process as NodeProcess).getBuiltinModule('node:os').availableParallelism();
  }
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

export function isNode(): boolean {
  return typeof process !== 'undefined' && Boolean(process.versions?.node);
}

/** True where shared memory may be made: Node, and pages with cross-origin isolation. */
export function threadsAvailable(): boolean {
  return (
    typeof SharedArrayBuffer !== 'undefined' &&
    (isNode() || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true)
  );
}

export async function startThread(start: ThreadStart): Promise<Thread> {
  if (isNode()) {
    const { Worker } = (process as NodeProcess).getBuiltinModule('node:worker_threads');
    const code = `${body}\nrun(require('node:worker_threads').workerData);`;
    const worker = new Worker(code, { eval: true, workerData: start, stdout: false });
    // A waiting worker must not keep the process alive.
    worker.unref();
    return {
      terminate: async () => {
        await worker.terminate();
      },
    };
  }
  return startPageThread(start);
}

/** Resolves when the worker runs: a page that computes without a pause would keep it from ever starting. */
async function startPageThread(start: ThreadStart): Promise<Thread> {
  const code = `${body}\nonmessage = ({ data }) => { postMessage('started'); run(data); };`;
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    const worker = new Worker(url);
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = () => resolve();
      worker.onerror = ({ message }) => reject(notStarted(message));
      worker.postMessage(start);
    });
    return { terminate: async () => worker.terminate() };
  } catch (error) {
    throw error instanceof CraftError ? error : notStarted(String(error));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function notStarted(reason: string | undefined): CraftError {
  const why = reason ? `: ${reason}` : '';
  return new CraftError('device.unavailable', `cpu: expected a worker to start but it did not${why}`, {
    hint: "allow `worker-src blob:` in the page's Content-Security-Policy, or open the device with { threads: 1 }",
  });
}
