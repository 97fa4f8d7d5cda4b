import { defineKernel, packParams } from '../kernel.ts';
import type { BufferRef, Chain, ChainRef, ChainStep } from '../plan.ts';
import { signatureOf, type LaunchShape } from './launchRecord.ts';

// The layout of a program is described in fusedChain.wasm.ts.
const headerBytes = 32;
const stepBytes = 160;
const argumentBytes = 32;
const constantBytes = 16;

/** What runs a chain; `program` says which. */
export const chainKernel = defineKernel({
  name: 'fusedChain',
  only: 'cpu',
  reads: { program: 'u32' },
  writes: {},
  params: { n: 'u32', block: 'u32' },
  wgsl: '',
  workgroups: () => 0,
  tasks: ({ n, block }) => Math.ceil(n / block),
});

/**
 * Elements that a thread takes through all steps at once. With a few arrays, blocks whose results in between stay in
 * the first cache are the quickest; with more, longer stretches of each array are.
 */
export function blockElements({ steps }: Chain): number {
  const memory = new Set(steps.flatMap(({ buffers }) => buffers.filter(isMemory)));
  return memory.size > 3 ? 8192 : 2048;
}

/** How a chain over n elements is cut into tasks. */
export function chainShape(chain: Chain, n: number): LaunchShape {
  const block = blockElements(chain);
  const tasks = Math.ceil(n / block);
  const grain = Math.max(1, Math.round(16384 / (block * chain.steps.length)));
  return { tasks, grain, parallel: tasks > grain };
}

function isMemory({ kind }: ChainRef): boolean {
  return kind !== 'slot' && kind !== 'constant';
}

/** Bytes of a chain's program. */
export function programBytes({ steps }: Chain): number {
  const constants = steps.flatMap(({ buffers }) => buffers.filter(({ kind }) => kind === 'constant'));
  return headerBytes + steps.length * stepBytes + constants.length * constantBytes;
}

/** Index of the word that holds argument `index` of a step, where the program is at byte address `at`. */
export function stepArgument(at: number, step: number, index: number): number {
  return (at + headerBytes + step * stepBytes + argumentBytes + 4 * index) >>> 2;
}

/** Writes a program at byte address `at`; `pointerFor` gives the address of a buffer that stands at a word. */
export function writeProgram(
  words: Uint32Array,
  at: number,
  { steps }: Chain,
  pointerFor: (ref: BufferRef, word: number) => number,
): void {
  // Constants stand after the steps, each in a vector of its own, because kernels read whole vectors.
  let nextConstant = at + headerBytes + steps.length * stepBytes;
  words[at >>> 2] = steps.length;
  steps.forEach((step, number) => {
    const { kernel, buffers, params } = step;
    const [id, signature] = signatureOf(kernel, buffers.length);
    const first = stepArgument(at, number, 0);
    buffers.forEach((ref, p) => {
      if (ref.kind === 'constant') {
        words.fill(ref.word, nextConstant >>> 2, (nextConstant >>> 2) + 4);
        words[first + p] = nextConstant;
        nextConstant += constantBytes;
      } else {
        words[first + p] = ref.kind === 'slot' ? ref.index : pointerFor(ref, first + p);
      }
    });
    packParams(kernel, params, words, first + buffers.length);
    const word = (at + headerBytes + number * stepBytes) >>> 2;
    words[word] = id;
    words[word + 1] = kernel.elementwise?.layout === 'broadcast' ? 1 : 0;
    words[word + 2] = buffers.length;
    words[word + 3] = slotBits(step);
    words[word + 4] = signature.length;
  });
}

function slotBits({ buffers }: ChainStep): number {
  return buffers.reduce((bits, { kind }, p) => (kind === 'slot' ? bits | (1 << p) : bits), 0);
}
