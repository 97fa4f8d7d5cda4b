import type { BackendBuffer } from '../backend/backend.ts';
import { fuseChains } from '../backend/fusion/fuseChains.ts';
import type { BufferRef, KernelTime, Plan } from '../backend/plan.ts';
import { defaultDevice, type Device } from '../device.ts';
import { mapTensors } from '../scope.ts';
import { Storage } from '../storage.ts';
import { Tensor } from '../tensor.ts';
import { valueAt } from './arguments.ts';
import { formatReport, reportOf, type PlanReport } from './planReport.ts';
import { traceStep, type Trace } from './trace.ts';

/** How to compile a step. */
export interface CompileOptions {
  /** Where it runs. Default: the default device. */
  readonly device?: Device;
  /** Traces kept, for arguments of so many shapes; the one unused longest goes. Default 8. */
  readonly maxPlans?: number;
  /**
   * Whether elementwise operations that follow one another run as one kernel. Default true; the results are the same,
   * bit for bit.
   */
  readonly fuse?: boolean;
}

/** A step that is traced once for each set of shapes and replayed from then on. */
export interface CompiledStep<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** How often it was traced. */
  readonly traces: number;
  /** What the plan used last runs and takes; null before the first run. */
  report(): PlanReport | null;
  /** The report as a table for people. */
  toString(): string;
  /** Runs once more with these arguments, measuring every kernel; the time then is in `report()`. */
  profile(...args: Args): Promise<Result>;
  /** Frees the plans. What they returned stays. */
  dispose(): void;
}

interface Compiled {
  readonly trace: Trace;
  readonly plan: Plan;
  times: readonly KernelTime[] | null;
}

/**
 * Compiles a step, such as forward, backward and update together: it is traced once, without computing anything,
 * into a plan whose memory is laid out by what is alive when, and each call replays that plan.
 *
 * Of the arguments, tensors and arrays of numbers may hold other values in each call. Everything else that the step
 * reads is fixed when it is traced: an argument that differs makes it trace again, and a number from outside that is
 * to change must be a `variable`. Arrays must become tensors as they are (`tensor(array)`), and what the step does
 * in host memory at each run goes into `hostEffect`. The step returns at once and reads no values; tensors that it
 * returns are the caller's own.
 *
 * Throws `compile.array`, `compile.async`, `compile.graph`, `compile.kept`, `compile.nested`, `compile.readback`,
 * `compile.result` and `compile.write` where a step cannot be compiled.
 */
export function compile<Args extends readonly unknown[], Result>(
  step: (...args: Args) => Result,
  { device: chosen, maxPlans = 8, fuse = true }: CompileOptions = {},
): CompiledStep<Args, Result> {
  /** The one used last is the last. */
  const plans: Compiled[] = [];
  let traces = 0;

  function planFor(device: Device, args: Args): Compiled {
    const at = plans.findLastIndex(({ trace }) => trace.args.serves(args));
    const [found] = at < 0 ? [] : plans.splice(at, 1);
    if (found) {
      for (const effect of found.trace.effects) effect();
      plans.push(found);
      return found;
    }
    const traced = traceStep(step, args, device);
    const recording = fuse ? fuseChains(traced.recording, device.backend.info) : traced.recording;
    const trace = { ...traced, recording };
    traces++;
    const made = { trace, plan: device.backend.plan(trace.recording), times: null };
    plans.push(made);
    if (plans.length > maxPlans) release(device, plans.shift());
    return made;
  }

  function prepare(args: Args): {
    compiled: Compiled;
    device: Device;
    inputs: BackendBuffer[];
    outputs: Storage[];
  } {
    const device = chosen ?? defaultDevice();
    const compiled = planFor(device, args);
    const { trace } = compiled;
    for (const { buffer, path, bytes, eachRun } of trace.uploads) {
      if (eachRun) device.backend.upload(buffer, path ? bytesOf(valueAt(args, path)) : bytes);
    }
    const inputs = trace.args.tensors.map(({ path }) => (valueAt(args, path) as Tensor).buffer);
    const outputs = trace.recording.outputs.map((byteLength) => new Storage(device, byteLength));
    return { compiled, device, inputs, outputs };
  }

  function finish({ trace }: Compiled, args: Args, outputs: readonly Storage[]): Result {
    for (const storage of trace.written) storage.markWritten();
    return mapTensors(trace.result, (tensor) => {
      const origin = trace.origins.get(tensor);
      return origin ? tensorAt(tensor, origin, trace, args, outputs) : tensor;
    }) as Result;
  }

  function run(...args: Args): Result {
    const { compiled, inputs, outputs } = prepare(args);
    compiled.plan.run(
      inputs,
      outputs.map(({ buffer }) => buffer),
    );
    return finish(compiled, args, outputs);
  }

  const release = (device: Device, compiled: Compiled | undefined) => {
    compiled?.plan.dispose();
    for (const buffer of compiled?.trace.buffers ?? []) device.backend.free(buffer);
  };
  const report = () => {
    const last = plans.at(-1);
    return last ? reportOf(last.trace.recording, last.plan.temporaryBytes, last.times) : null;
  };
  const compiledStep = Object.assign(run, {
    traces: 0,
    report,
    toString: () => {
      const now = report();
      return now ? formatReport(now) : 'not run yet';
    },
    profile: async (...args: Args) => {
      const { compiled, inputs, outputs } = prepare(args);
      compiled.times = await compiled.plan.profile(
        inputs,
        outputs.map(({ buffer }) => buffer),
      );
      return finish(compiled, args, outputs);
    },
    dispose: () => {
      const device = chosen ?? defaultDevice();
      for (const compiled of plans.splice(0)) release(device, compiled);
    },
  });
  return Object.defineProperty(compiledStep, 'traces', { get: () => traces });
}

function bytesOf(values: unknown): Uint8Array {
  const { buffer, byteOffset, byteLength } = values as Float32Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A tensor of a run in the place of one of the trace. */
function tensorAt(
  traced: Tensor,
  origin: BufferRef,
  { args: { tensors } }: Trace,
  args: readonly unknown[],
  outputs: readonly Storage[],
): Tensor {
  if (origin.kind === 'output')
    return new Tensor(outputs[origin.index] as Storage, traced.shape, traced.dtype);
  if (origin.kind === 'input') {
    const path = tensors[origin.index]?.path ?? [];
    return (valueAt(args, path) as Tensor).alias(traced.shape);
  }
  return traced;
}
