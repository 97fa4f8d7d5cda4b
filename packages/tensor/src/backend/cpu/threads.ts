/**
 * Worker threads for the CPU backend, in Node (`worker_threads`) and browsers (`Worker`). A worker
 * instantiates the module over the shared memory and then lives inside `workerLoop`.
 */

/** What a worker is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly scratch: number;
}

export interface Thread {
  terminate(): Promise<void>;
}

// Word 4 of the control block is the fault flag that the waiting threads look at.
const body = `
const run = (start) => {
  const { module, memory, control, scratch } = start;
  try {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    exports.initialize(control, scratch);
    exports.workerLoop();
  } catch (error) {
    Atomics.store(new Int32Array(memory.buffer, control, 8), 4, 1);
    throw error;
  }
};`;

/** Number of hardware threads. */
export async function hardwareThreads(): Promise<number> {
  if (isNode()) {
    const os = await import('node:os');
    return os.availableParallelism();
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
    const { Worker } = await import('node:worker_threads');
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
  const url = URL.createObjectURL(
    new Blob([`${body}\nonmessage = ({ data }) => run(data);`], { type: 'text/javascript' }),
  );
  const worker = new Worker(url);
  worker.postMessage(start);
  return {
    terminate: async () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
