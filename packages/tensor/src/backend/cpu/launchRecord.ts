import { CraftError } from '../../errors.ts';
import { kernelTable } from '../../generated/cpuModule.ts';
import { packParams, type Kernel, type ParamTypes, type ParamValues } from '../kernel.ts';

// The layout of a record is described in runtime.wasm.ts.
export const RECORD_BYTES = 224;
const RECORD_WORDS = RECORD_BYTES / 4;
const ARGUMENT_WORDS = 8;
const CONDITION_WORD = 6;

/** How a launch is cut into tasks. */
export interface LaunchShape {
  readonly tasks: number;
  /** Tasks that a thread takes at once. */
  readonly grain: number;
  /** Whether more than one thread finds something to do. */
  readonly parallel: boolean;
}

/** How many tasks a launch has; null where there is nothing to do. */
export function launchShape<P extends ParamTypes>(
  kernel: Kernel<P>,
  params: ParamValues<P>,
): LaunchShape | null {
  const tasks = kernel.tasks(params);
  if (tasks <= 0) return null;
  const grain = Math.max(1, Math.floor(kernel.grain?.(params) ?? 1));
  return { tasks, grain, parallel: tasks > grain };
}

/** What a record says. */
export interface LaunchRecord<P extends ParamTypes> extends LaunchShape {
  readonly kernel: Kernel<P>;
  /** Of the reads, then the writes. */
  readonly pointers: readonly number[];
  readonly params: ParamValues<P>;
  /** The batch that may run it; 0: none yet. */
  readonly batch: number;
}

/** Writes a record at the byte address `at`. */
export function writeRecord<P extends ParamTypes>(
  words: Uint32Array,
  at: number,
  { kernel, pointers, params, batch, tasks, grain }: LaunchRecord<P>,
): void {
  const own = kernel.unconditional ?? kernel;
  const isConditional = kernel.unconditional !== undefined;
  const bound = isConditional ? pointers.slice(1) : pointers;
  const [id, signature] = signatureOf(own, bound.length);
  const record = at >>> 2;
  // The batch first: from here on no late thread takes this record for the one it was.
  Atomics.store(words, record + 5, batch);
  words[record + 4] = 0;
  words[record + 3] = 0;
  words[record] = id;
  words[record + CONDITION_WORD] = isConditional ? (pointers[0] ?? 0) : 0;
  words[record + 1] = tasks;
  words[record + 2] = grain;
  let word = record + ARGUMENT_WORDS;
  for (const pointer of bound) words[word++] = pointer;
  word = packParams(kernel, params, words, word);
  if (word - record - ARGUMENT_WORDS !== signature.length) {
    throw new CraftError(
      'kernel.signature',
      `kernel ${kernel.name}: expected ${signature.length} arguments (${signature}) but received ${word - record - ARGUMENT_WORDS}`,
    );
  }
}

/** Index of the word that holds argument `index` of the record at byte address `at`. */
export function argumentWord(at: number, index: number): number {
  return (at >>> 2) + ARGUMENT_WORDS + index;
}

const checked = new WeakMap<object, readonly [number, string]>();

/** Index of the word that holds buffer `index` of a kernel's record at byte address `at`. */
export function bufferWord({ unconditional }: Kernel, at: number, index: number): number {
  if (!unconditional) return argumentWord(at, index);
  return index === 0 ? (at >>> 2) + CONDITION_WORD : argumentWord(at, index - 1);
}

/** Index of the word that holds the first param of a kernel with so many buffers. */
export function firstParamWord({ unconditional }: Kernel, at: number, buffers: number): number {
  return argumentWord(at, unconditional ? buffers - 1 : buffers);
}

/** The compiled function behind a kernel; checked once against the record. */
export function signatureOf<P extends ParamTypes>(
  kernel: Kernel<P>,
  buffers: number,
): readonly [number, string] {
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
