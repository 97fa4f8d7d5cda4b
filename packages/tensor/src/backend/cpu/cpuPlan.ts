import { planArena } from '../liveness.ts';
import { sumByKernel } from '../kernelTimes.ts';
import type { BackendBuffer } from '../backend.ts';
import type { BufferRef, KernelTime, Plan, RecordedLaunch, Recording } from '../plan.ts';
import { scalarPatches, writeScalars, type ScalarPatch } from '../scalarPatches.ts';
import {
  blockElements,
  chainKernel,
  chainShape,
  programBytes,
  stepArgument,
  writeProgram,
} from './chainProgram.ts';
import {
  bufferWord,
  firstParamWord,
  launchShape,
  RECORD_BYTES,
  writeRecord,
  type LaunchShape,
} from './launchRecord.ts';
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
      const { chain, kernel, params } = launch;
      const shape = chain ? chainShape(chain, params.n ?? 0) : launchShape(kernel, params);
      return shape ? [{ ...launch, ...shape }] : [];
    });
    this.#parallel = this.#launches.some(({ parallel }) => parallel);
    host.reserveArena(byteLength);
    this.#arenaPointer = host.arenaPointer();
    const programs = this.#launches.map(({ chain }) => (chain ? programBytes(chain) : 0));
    const recordBytes = Math.max(1, this.#launches.length) * RECORD_BYTES;
    this.#records = host.allocRecords(programs.reduce((sum, bytes) => sum + bytes, recordBytes));
    const temporary: TemporaryPatch[] = [];
    const inputs: Patch[] = [];
    const outputs: Patch[] = [];
    const scalars: ScalarPatch[] = [];
    const fixed = new Set<BackendBuffer>();
    const words = host.words();
    /** What stands for a buffer now, at a word that follows it. */
    const pointerFor = (ref: BufferRef, word: number): number => {
      switch (ref.kind) {
        case 'temporary': {
          const offset = offsets[ref.index] ?? 0;
          temporary.push({ word, offset });
          return this.#arenaPointer + offset;
        }
        case 'fixed':
          fixed.add(ref.buffer);
          return host.pointerOf(ref.buffer);
        default:
          (ref.kind === 'input' ? inputs : outputs).push({ word, index: ref.index });
          return 0;
      }
    };
    let nextProgram = this.#records.pointer + recordBytes;
    this.#launches.forEach((launch, i) => {
      const at = this.#records.pointer + i * RECORD_BYTES;
      const { chain, params } = launch;
      if (chain) {
        const program = nextProgram;
        nextProgram += programBytes(chain);
        writeProgram(words, program, chain, pointerFor);
        chain.steps.forEach((step, number) => {
          scalars.push(...scalarPatches(step, stepArgument(program, number, step.buffers.length)));
        });
        const own = {
          kernel: chainKernel,
          pointers: [program],
          params: { n: params.n ?? 0, block: blockElements(chain) },
        };
        writeRecord(words, at, { ...launch, ...own, batch: 0 });
        return;
      }
      const pointers = launch.buffers.map((ref, argument) =>
        pointerFor(ref, bufferWord(launch.kernel, at, argument)),
      );
      writeRecord(words, at, { ...launch, pointers, batch: 0 });
      scalars.push(...scalarPatches(launch, firstParamWord(launch.kernel, at, launch.buffers.length)));
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
    return sumByKernel(
      this.#launches.map(({ kernel, parallel }, i) => {
        const begin = performance.now();
        this.#host.replay(this.#records.pointer + i * RECORD_BYTES, 1, parallel);
        return { kernel: kernel.name, seconds: (performance.now() - begin) / 1000 };
      }),
    );
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
    writeScalars(words, this.#scalars);
  }
}
