import type { BackendBuffer } from '../backend/backend.ts';
import type { BufferRef, Lifetime, RecordedLaunch, Recording } from '../backend/plan.ts';
import type { Device } from '../device.ts';
import { CraftError } from '../errors.ts';
import { formatShape } from '../shape.ts';
import { forEachTensor, scope } from '../scope.ts';
import type { Storage } from '../storage.ts';
import type { Tensor } from '../tensor.ts';
import { describePath, TracedArguments } from './arguments.ts';
import { recordHostEffects } from './hostEffect.ts';
import { Recorder, VirtualBuffer, type CalledLaunch } from './recorder.ts';

/** Host values that go to a buffer of their own before each run. */
export interface Upload {
  readonly buffer: BackendBuffer;
  /** Where among the arguments they stand; null: they are always these. */
  readonly path: readonly (string | number)[] | null;
  readonly bytes: Uint8Array;
  /** Whether they are sent before each run; a constant that nothing changes is there already. */
  readonly eachRun: boolean;
}

/** A step run once without computing anything. */
export interface Trace {
  readonly args: TracedArguments;
  readonly recording: Recording;
  readonly uploads: readonly Upload[];
  /** Buffers made for the trace, to be freed with it. */
  readonly buffers: readonly BackendBuffer[];
  readonly effects: readonly (() => void)[];
  /** Tensors from outside that a run uses: as long as the trace is there, so are they, unless they are disposed. */
  readonly used: ReadonlySet<Tensor>;
  /** Those that each run writes to. */
  readonly written: readonly Storage[];
  /** What the step returned, with what stands for its tensors. */
  readonly result: unknown;
  /** The output, input or buffer behind a tensor of the result. */
  readonly origins: ReadonlyMap<Tensor, BufferRef>;
}

/**
 * Runs a step with a recorder in the place of the device's backend.
 *
 * @throws CraftError `compile.*` where the step does what a compiled one cannot
 */
export function traceStep(
  step: (...args: never[]) => unknown,
  args: readonly unknown[],
  device: Device,
): Trace {
  const real = device.backend;
  const recorder = new Recorder(real);
  const traced = new TracedArguments(device);
  const written = new Set<Storage>();
  const used = new Set<Tensor>();
  const buffers: BackendBuffer[] = [];
  const before = device.observer;
  device.observer = {
    used: (tensor) => void (tensor.buffer instanceof VirtualBuffer || used.add(tensor)),
    written: (storage) => void written.add(storage),
  };
  try {
    return device.substitute(recorder, () =>
      scope(() => {
        const given = traced.substitute(args);
        const { result, effects } = recordHostEffects(() => scope(() => atOnce(step(...(given as never[])))));
        const outputs = outputsOf(result);
        const lasting = new Set([...outputs.keys(), ...traced.tensors.map(({ buffer }) => buffer)]);
        assertNothingKept(recorder, lasting);
        const launches = withoutDeadLaunches(recorder.launches, lasting);
        const uploads = makeUploads(
          launches,
          traced,
          (byteLength) => {
            const buffer = real.alloc(byteLength);
            buffers.push(buffer);
            return buffer;
          },
          real,
        );
        const { recording, refOf } = makeRecording(launches, traced, outputs, uploads);
        const origins = new Map<Tensor, BufferRef>();
        for (const tensors of outputs.values()) {
          for (const tensor of tensors) origins.set(tensor, refOf(tensor.buffer));
        }
        const fixed = [...written].filter(
          (storage) => !storage.freed && !(storage.buffer instanceof VirtualBuffer),
        );
        return {
          args: traced,
          recording,
          uploads: [...uploads.values()],
          buffers,
          effects,
          used,
          written: fixed,
          result,
          origins,
        };
      }),
    );
  } catch (error) {
    for (const buffer of buffers) real.free(buffer);
    throw error;
  } finally {
    device.observer = before;
  }
}

/** What a step returned; a promise would come back before the step is through. */
function atOnce(result: unknown): unknown {
  if (!(result instanceof Promise)) return result;
  result.catch(() => undefined);
  throw new CraftError(
    'compile.async',
    'compile: expected a step that returns at once but received a promise',
    {
      hint: 'read values after the step, and take no await inside it',
    },
  );
}

/** Tensors of the result by their buffers. */
function outputsOf(result: unknown): Map<BackendBuffer, Tensor[]> {
  const outputs = new Map<BackendBuffer, Tensor[]>();
  forEachTensor(result, (tensor) => {
    const known = outputs.get(tensor.buffer);
    if (known) known.push(tensor);
    else outputs.set(tensor.buffer, [tensor]);
  });
  return outputs;
}

/** What a step makes lives as long as the step: a tensor that stays behind would hold nothing. */
function assertNothingKept(recorder: Recorder, lasting: ReadonlySet<BackendBuffer>): void {
  const kept = recorder.alive.find((buffer) => !lasting.has(buffer));
  if (!kept) return;
  throw new CraftError(
    'compile.kept',
    `compile: the step keeps a tensor of ${kept.byteLength} bytes that it made, beside what it returns`,
    {
      hint: 'make what is to stay (optimizer state, gradients to add to) before the step, and zeroGrad() inside it',
    },
  );
}

/** Drops launches whose results nobody uses. */
function withoutDeadLaunches(
  launches: readonly CalledLaunch[],
  lasting: ReadonlySet<BackendBuffer>,
): CalledLaunch[] {
  const needed = new Set<BackendBuffer>();
  const alive: CalledLaunch[] = [];
  for (const launch of launches.toReversed()) {
    const reads = Object.keys(launch.kernel.reads).length;
    const isUsed = launch.buffers
      .slice(reads)
      .some((buffer) => !(buffer instanceof VirtualBuffer) || lasting.has(buffer) || needed.has(buffer));
    if (!isUsed) continue;
    // What is written may be changed in place, and so is needed from before.
    for (const buffer of launch.buffers) needed.add(buffer);
    alive.push(launch);
  }
  return alive.reverse();
}

/** Gives each buffer that the host filled memory of its own, filled. */
function makeUploads(
  launches: readonly CalledLaunch[],
  traced: TracedArguments,
  alloc: (byteLength: number) => BackendBuffer,
  real: Device['backend'],
): Map<BackendBuffer, Upload> {
  const uploads = new Map<BackendBuffer, Upload>();
  const written = new Set(
    launches.flatMap(({ kernel, buffers }) => buffers.slice(Object.keys(kernel.reads).length)),
  );
  const used = new Set<(typeof traced.arrays)[number]>();
  for (const buffer of new Set(launches.flatMap(({ buffers }) => buffers))) {
    if (!(buffer instanceof VirtualBuffer) || buffer.upload === null) continue;
    const bytes = buffer.upload;
    const from = traced.arrays.find(({ array }) => isView(array, bytes));
    if (from) used.add(from);
    const own = alloc(buffer.byteLength);
    const eachRun = from !== undefined || written.has(buffer);
    const kept = from ? bytes : bytes.slice();
    if (!eachRun) real.upload(own, kept);
    uploads.set(buffer, { buffer: own, path: from?.path ?? null, bytes: kept, eachRun });
  }
  for (const one of traced.arrays) {
    if (used.has(one) || one.array.length === 0) continue;
    throw new CraftError(
      'compile.array',
      `compile: argument ${describePath(one.path)} was read but not made a tensor as it is, so its values would stay those of the first run`,
      { hint: 'make it a tensor of its own dtype and cast that, or keep it out of the arguments' },
    );
  }
  return uploads;
}

function isView(
  array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number },
  bytes: Uint8Array,
): boolean {
  return (
    array.buffer === bytes.buffer &&
    array.byteOffset === bytes.byteOffset &&
    array.byteLength === bytes.byteLength
  );
}

/** Sorts buffers into fixed, temporary, input and output ones. */
function makeRecording(
  launches: readonly CalledLaunch[],
  traced: TracedArguments,
  outputs: ReadonlyMap<BackendBuffer, readonly Tensor[]>,
  uploads: ReadonlyMap<BackendBuffer, Upload>,
): { recording: Recording; refOf: (buffer: BackendBuffer) => BufferRef } {
  const refs = new Map<BackendBuffer, BufferRef>();
  traced.tensors.forEach(({ buffer }, index) => refs.set(buffer, { kind: 'input', index }));
  for (const [buffer, { buffer: own }] of uploads) refs.set(buffer, { kind: 'fixed', buffer: own });
  const outputBytes: number[] = [];
  for (const [buffer, [tensor]] of outputs) {
    if (!(buffer instanceof VirtualBuffer) || refs.get(buffer)?.kind === 'input') continue;
    if (uploads.has(buffer) || !launches.some(({ buffers }) => buffers.includes(buffer))) {
      throw new CraftError(
        'compile.result',
        `compile: the step returns a tensor of shape ${formatShape(tensor?.shape ?? [])} that the host filled`,
        { hint: 'return what was computed from it, such as its clone()' },
      );
    }
    refs.set(buffer, { kind: 'output', index: outputBytes.push(buffer.byteLength) - 1 });
  }
  const temporaries: { byteLength: number; first: number; last: number }[] = [];
  const recorded: RecordedLaunch[] = launches.map(({ kernel, buffers, params, dynamics }, at) => ({
    kernel,
    params,
    dynamics,
    buffers: buffers.map((buffer) => {
      let ref = refs.get(buffer);
      if (!ref) {
        ref =
          buffer instanceof VirtualBuffer
            ? {
                kind: 'temporary',
                index: temporaries.push({ byteLength: buffer.byteLength, first: at, last: at }) - 1,
              }
            : { kind: 'fixed', buffer };
        refs.set(buffer, ref);
      }
      if (ref.kind === 'temporary') (temporaries[ref.index] as { last: number }).last = at;
      return ref;
    }),
  }));
  const inputs = traced.tensors.map(({ buffer }) => buffer.byteLength);
  const lifetimes: readonly Lifetime[] = temporaries;
  return {
    recording: { launches: recorded, temporaries: lifetimes, inputs, outputs: outputBytes },
    refOf: (buffer) => refs.get(buffer) ?? { kind: 'fixed', buffer },
  };
}
