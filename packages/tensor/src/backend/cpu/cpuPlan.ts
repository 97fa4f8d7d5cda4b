import { planArena } from '../liveness.ts';
import type { BackendBuffer } from '../backend.ts';
import type { KernelTime, Plan, RecordedLaunch, Recording, Scalar } from '../plan.ts';
import { argumentWord, launchShape, RECORD_BYTES, writeRecord, type LaunchShape } from './launchRecord.ts';
import type { CpuBuffer } from './memoryPool.ts';

/** What a plan needs of its backend. */
export interface PlanHost {
  /** Makes sure that the memory for intermediate results, which all plans share, is large enough. */
  reserveArena(byteLength: number): void;
  /** Where that memory is now. */
  arenaPointer(): number;
  /** Given back with the last plan. */
  releaseArena(): void;
  allocRecords(byteLength: number): CpuBuffer;
  freeRecords(buffer: CpuBuffer): void;
  words(): Uint32Array;
  /** Throws `buffer.freed`. */
  pointerOf(buffer: BackendBuffer): number;
  replay(records: number, count: number, parallel: boolean): void;
}

/** A word that differs from run to run. */
interface Patch {
  readonly word: number;
  readonly index: number;
}

/** A word that points into the memory for intermediate results. */
interface TemporaryPatch {
  readonly word: number;
  readonly offset: number;
}

interface ScalarPatch {
  readonly word: number;
  readonly isFloat: boolean;
  readonly scalar: Scalar;
}

const lineBytes = 64;

/** Launch records that stand ready in memory: a run changes a few words of them and lets the threads walk. */
export class CpuPlan implements Plan {
  readonly temporaryBytes: number;
  readonly #host: PlanHost;
  readonly #temporaries: readonly TemporaryPatch[];
  #arenaPointer: number;
  readonly #records: CpuBuffer;
  readonly #launches: readonly (RecordedLaunch & LaunchShape)[];
  readonly #parallel: boolean;
  readonly #inputs: readonly Patch[];
  readonly #outputs: readonly Patch[];
  readonly #scalars: readonly ScalarPatch[];
  readonly #fixed: readonly BackendBuffer[];

  constructor({ launches, temporaries }: Recording, host: PlanHost) {
    this.#host = host;
    const { byteLength, offsets } = planArena(temporaries, lineBytes);
    this.temporaryBytes = byteLength;
    this.#launches = launches.flatMap((launch) => {
      const shape = launchShape(launch.kernel, launch.params);
      return shape ? [{ ...launch, ...shape }] : [];
    });
    this.#parallel = this.#launches.some(({ parallel }) => parallel);
    host.reserveArena(byteLength);
    this.#arenaPointer = host.arenaPointer();
    this.#records = host.allocRecords(Math.max(1, this.#launches.length) * RECORD_BYTES);
    const temporary: TemporaryPatch[] = [];
    const inputs: Patch[] = [];
    const outputs: Patch[] = [];
    const scalars: ScalarPatch[] = [];
    const fixed = new Set<BackendBuffer>();
    const words = host.words();
    this.#launches.forEach((launch, i) => {
      const at = this.#records.pointer + i * RECORD_BYTES;
      const pointers = launch.buffers.map((ref, argument) => {
        if (ref.kind === 'temporary') {
          const offset = offsets[ref.index] ?? 0;
          temporary.push({ word: argumentWord(at, argument), offset });
          return this.#arenaPointer + offset;
        }
        if (ref.kind === 'fixed') {
          fixed.add(ref.buffer);
          return host.pointerOf(ref.buffer);
        }
        (ref.kind === 'input' ? inputs : outputs).push({
          word: argumentWord(at, argument),
          index: ref.index,
        });
        return 0;
      });
      writeRecord(words, at, { ...launch, pointers, batch: 0 });
      Object.keys(launch.kernel.params).forEach((name, param) => {
        const scalar = launch.dynamics[name];
        if (!scalar) return;
        const word = argumentWord(at, launch.buffers.length + param);
        scalars.push({ word, isFloat: launch.kernel.params[name] === 'f32', scalar });
      });
    });
    this.#temporaries = temporary;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#scalars = scalars;
    this.#fixed = [...fixed];
  }

  run(inputs: readonly BackendBuffer[], outputs: readonly BackendBuffer[]): void {
    this.#patch(inputs, outputs);
    this.#host.replay(this.#records.pointer, this.#launches.length, this.#parallel);
  }

  async profile(
    inputs: readonly BackendBuffer[],
    outputs: readonly BackendBuffer[],
  ): Promise<readonly KernelTime[]> {
    this.#patch(inputs, outputs);
    const times = new Map<string, { launches: number; seconds: number }>();
    this.#launches.forEach(({ kernel, parallel }, i) => {
      const begin = performance.now();
      this.#host.replay(this.#records.pointer + i * RECORD_BYTES, 1, parallel);
      const sum = times.get(kernel.name) ?? { launches: 0, seconds: 0 };
      sum.launches++;
      sum.seconds += (performance.now() - begin) / 1000;
      times.set(kernel.name, sum);
    });
    return [...times].map(([kernel, sum]) => ({ kernel, ...sum }));
  }

  dispose(): void {
    this.#host.releaseArena();
    this.#host.freeRecords(this.#records);
  }

  #patch(inputs: readonly BackendBuffer[], outputs: readonly BackendBuffer[]): void {
    // What the plan does not own must still be there.
    for (const buffer of this.#fixed) this.#host.pointerOf(buffer);
    const words = this.#host.words();
    const arena = this.#host.arenaPointer();
    if (arena !== this.#arenaPointer) {
      for (const { word, offset } of this.#temporaries) words[word] = arena + offset;
      this.#arenaPointer = arena;
    }
    for (const [patches, buffers] of [
      [this.#inputs, inputs],
      [this.#outputs, outputs],
    ] as const) {
      const pointers = buffers.map((buffer) => this.#host.pointerOf(buffer));
      for (const { word, index } of patches) words[word] = pointers[index] as number;
    }
    for (const { word, isFloat, scalar } of this.#scalars) {
      if (isFloat) {
        float[0] = scalar.value;
        words[word] = floatBits[0] as number;
      } else {
        words[word] = scalar.value >>> 0;
      }
    }
  }
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);
