import type { BackendBuffer } from './backend.ts';
import type { Kernel, ParamValues, ReadMode } from './kernel.ts';

/** A host number that a recorded launch reads anew each time it is replayed. */
export interface Scalar {
  readonly value: number;
}

/** Params of which some are read at each replay, by name. */
export type Dynamics = Readonly<Record<string, Scalar>>;

/** What a recorded launch binds. */
export type BufferRef =
  /** Memory that exists apart from the recording: parameters, constants. */
  | { readonly kind: 'fixed'; readonly buffer: BackendBuffer }
  /** Memory that the recording's own work uses in between; index into `temporaries`. */
  | { readonly kind: 'temporary'; readonly index: number }
  /** What the caller gives at each replay, and what it gets. */
  | { readonly kind: 'input' | 'output'; readonly index: number };

/** One launch. */
export interface RecordedLaunch {
  readonly kernel: Kernel;
  /** The reads, then the writes. */
  readonly buffers: readonly BufferRef[];
  readonly params: ParamValues<Record<string, 'u32' | 'f32'>>;
  readonly dynamics: Dynamics;
  /** Where several elementwise launches were put together: what they were. */
  readonly chain?: Chain;
}

/** Elementwise launches that run as one, element by element or block by block. */
export interface Chain {
  readonly steps: readonly ChainStep[];
  /** How many intermediate results there are at once that memory does not hold. */
  readonly slots: number;
  /** Bytes of all results that memory does not hold. */
  readonly savedBytes: number;
}

/** One of the launches of a chain. */
export interface ChainStep {
  readonly kernel: Kernel;
  /** How each read is read. */
  readonly reads: readonly Access[];
  /** The reads, then the result. */
  readonly buffers: readonly ChainRef[];
  readonly params: ParamValues<Record<string, 'u32' | 'f32'>>;
  readonly dynamics: Dynamics;
}

/** What a step of a chain reads and writes: memory, a result that is only there in between, or one word for all. */
export type ChainRef =
  | BufferRef
  | { readonly kind: 'slot'; readonly index: number }
  | { readonly kind: 'constant'; readonly word: number };

/** Which element of an operand belongs to an element of the result. */
export type Access = ReadMode | Broadcast;

/** An index over four dimensions, times strides of which some are 0. */
export interface Broadcast {
  readonly dims: readonly [number, number, number, number];
  readonly strides: readonly [number, number, number, number];
}

/** Memory that is in use from launch `first` to launch `last`. */
export interface Lifetime {
  readonly byteLength: number;
  readonly first: number;
  readonly last: number;
}

/** Launches in order, to be run any number of times. */
export interface Recording {
  readonly launches: readonly RecordedLaunch[];
  readonly temporaries: readonly Lifetime[];
  /** Bytes of each. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** How long one kernel took in all its launches. */
export interface KernelTime {
  readonly kernel: string;
  readonly launches: number;
  readonly seconds: number;
}

/** A recording made ready: everything resolved that can be before it runs. */
export interface Plan {
  /** Device memory that the temporaries take, in bytes. */
  readonly temporaryBytes: number;
  /** Runs all launches, in order with everything queued before and after. */
  run(inputs: readonly BackendBuffer[], outputs: readonly BackendBuffer[]): void;
  /** Runs all launches once, measuring each; null where the device cannot measure. */
  profile(
    inputs: readonly BackendBuffer[],
    outputs: readonly BackendBuffer[],
  ): Promise<readonly KernelTime[] | null>;
  /** Frees the temporaries. */
  dispose(): void;
}
