import { halfBits } from '../../../halfBits.ts';
import { isCraftError } from '../../../errors.ts';
import type { BackendBuffer } from '../../backend.ts';
import type { BodyName, KernelBody } from '../../kernel.ts';
import type { Launch } from '../../launch.ts';
import type { Recording } from '../../plan.ts';

/** What measuring needs of the backend. */
export interface MeasuringHost {
  alloc(byteLength: number): BackendBuffer;
  free(buffer: BackendBuffer): void;
  upload(buffer: BackendBuffer, bytes: Uint8Array, byteOffset: number): void;
  /** Makes launches ready that take this body. */
  plan(recording: Recording, body: KernelBody): TimedPlan;
  /** Throws what the device has reported. */
  synchronize(): Promise<void>;
}

/** Launches that can be timed. */
export interface TimedPlan {
  time(): Promise<number>;
  dispose(): void;
}

/** Seconds that a batch of launches should take at least: clocks are coarse, some count in tenths of milliseconds. */
const batchSeconds = 2e-3;
const mostLaunches = 200;
const rounds = 5;
/** How many times slower than the fastest a body may be at first sight to be measured further. */
const hopeless = 3;
/** How much faster than the first body another one must be: less is noise, and not worth other roundings. */
const worthwhile = 0.95;

/**
 * Runs a launch with each of the bodies, on made-up values, and names the fastest: the first body, unless another one
 * is clearly faster. Bodies that the compiler refuses are left out.
 */
export async function fastestBody(
  host: MeasuringHost,
  launch: Launch,
  bodies: readonly KernelBody[],
): Promise<BodyName | undefined> {
  const buffers = launch.sizes.map((size) => host.alloc(size));
  try {
    fillReads(host, launch, buffers);
    const first: { body: KernelBody; seconds: number }[] = [];
    for (const body of bodies) {
      const seconds = await timeOnce(host, launch, buffers, body);
      if (seconds !== undefined) first.push({ body, seconds });
    }
    const best = Math.min(...first.map(({ seconds }) => seconds));
    const hopeful = first.filter(({ seconds }) => seconds <= hopeless * best).map(({ body }) => body);
    if (hopeful.length < 2) return hopeful[0]?.name;
    const count = Math.min(mostLaunches, Math.max(1, Math.ceil(batchSeconds / best)));
    const plans = hopeful.map((body) => host.plan(repeated(launch, buffers, count), body));
    const fastest = plans.map(() => Infinity);
    // In turns, so that a change of the clock's speed or another program meets all of them.
    for (let round = 0; round < rounds; round++) {
      for (const [i, plan] of plans.entries()) {
        fastest[i] = Math.min(fastest[i] ?? Infinity, await plan.time());
      }
    }
    for (const plan of plans) plan.dispose();
    const winner = fastest.indexOf(Math.min(...fastest));
    const isClear =
      hopeful[0] !== bodies[0] || (fastest[winner] ?? 0) < worthwhile * (fastest[0] ?? Infinity);
    return hopeful[isClear ? winner : 0]?.name;
  } finally {
    for (const buffer of buffers) host.free(buffer);
  }
}

/** Compiles a body and runs it twice; undefined where the compiler refuses it. */
async function timeOnce(
  host: MeasuringHost,
  launch: Launch,
  buffers: readonly BackendBuffer[],
  body: KernelBody,
): Promise<number | undefined> {
  try {
    const plan = host.plan(repeated(launch, buffers, 1), body);
    try {
      // What the compiler says comes later than the first run.
      await plan.time();
      await host.synchronize();
      return await plan.time();
    } finally {
      plan.dispose();
    }
  } catch (error) {
    if (isCraftError(error) && error.code === 'kernel.compile') return undefined;
    throw error;
  }
}

function repeated({ kernel, params, bindings }: Launch, buffers: readonly BackendBuffer[], count: number) {
  const refs = bindings.map((i) => ({ kind: 'fixed' as const, buffer: buffers[i] as BackendBuffer }));
  const launch = { kernel, buffers: refs, params, dynamics: {} };
  return { launches: Array.from({ length: count }, () => launch), temporaries: [], inputs: [], outputs: [] };
}

/** Numbers between -1 and 1 for what kernels read as such; zeros for ids and the like, which must be in range. */
function fillReads(
  host: MeasuringHost,
  { kernel, sizes, bindings }: Launch,
  buffers: readonly BackendBuffer[],
) {
  const waves = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898));
  const patterns = {
    f32: () => waves(patternBytes / 4).buffer,
    f16: () => halfBits(waves(patternBytes / 2)).buffer,
    other: () => new ArrayBuffer(patternBytes),
  };
  Object.values(kernel.reads).forEach((type, i) => {
    const index = bindings[i] ?? 0;
    // A buffer may be bound under several types, as operands stand in for a bias that is not there: the first counts.
    if (bindings.indexOf(index) !== i) return;
    const pattern = new Uint8Array(
      patterns[type.includes('f32') ? 'f32' : type.includes('f16') ? 'f16' : 'other'](),
    );
    const size = sizes[index] ?? 0;
    for (let at = 0; at < size; at += pattern.byteLength) {
      const rest = Math.min(pattern.byteLength, size - at);
      host.upload(buffers[index] as BackendBuffer, pattern.subarray(0, rest), at);
    }
  });
}

const patternBytes = 2 ** 20;
