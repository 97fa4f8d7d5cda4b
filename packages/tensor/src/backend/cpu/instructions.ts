/**
 * Which vector instructions the CPU's kernels run on. All engines with WebAssembly SIMD have `simd`;
 * relaxed SIMD adds fused multiply-add (`fma`); and V8 can make one 256-bit instruction of two neighbouring
 * 128-bit ones (`fma256`), which changes no result. `fma` rounds differently from `simd`.
 */
import type * as v8 from 'node:v8';
import { CraftError } from '../../errors.ts';
import { isNode } from './threads.ts';

export type CpuInstructions = 'simd' | 'fma' | 'fma256';

const all: readonly CpuInstructions[] = ['simd', 'fma', 'fma256'];

/** V8's major versions under which the whole conformance suite passed with 256-bit vectors (Node 24, 26). */
const WIDE_VERSIONS = [13, 14];

/** What we use of Node's `process`. */
interface NodeProcess {
  readonly versions: { readonly v8: string };
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule(name: 'node:v8'): typeof v8;
}

// (a, b, c) → f32x4.relaxed_madd(a, b, c)
const probe = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b, 3, 2, 1, 0, 10, 13, 1, 11, 0,
  0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x85, 0x02, 0x0b,
]);

/**
 * The best instructions to compile for here, or those asked for (by option, else by the variable
 * CRAFT_CPU_INSTRUCTIONS). Sets V8's flags that modules compiled from now on need. Throws
 * `device.instructions` for unknown ones and for those that this engine lacks.
 */
export function chooseInstructions(wanted?: CpuInstructions): CpuInstructions {
  const asked = wanted ?? askedByVariable();
  if (asked !== undefined && !all.includes(asked)) {
    throw new CraftError(
      'device.instructions',
      `cpu: expected instructions ${all.join(', ')} but received ${JSON.stringify(asked)}`,
    );
  }
  if (asked === 'simd') return 'simd';
  if (!relaxedSimd()) return fallBack(asked, 'simd');
  if (asked === 'fma') return 'fma';
  return wideVectors() ? 'fma256' : fallBack(asked, 'fma');
}

function askedByVariable(): CpuInstructions | undefined {
  if (!isNode()) return undefined;
  const value = (process as unknown as NodeProcess).env.CRAFT_CPU_INSTRUCTIONS;
  return value ? (value as CpuInstructions) : undefined;
}

function fallBack(asked: CpuInstructions | undefined, to: CpuInstructions): CpuInstructions {
  if (asked === undefined) return to;
  throw new CraftError(
    'device.instructions',
    `cpu: expected an engine with ${asked} but this one has ${to}`,
    { hint: 'leave the choice out, or run a newer Node' },
  );
}

function relaxedSimd(): boolean {
  if (WebAssembly.validate(probe)) return true;
  // Node 20 has it behind a flag that can still be set.
  if (!isNode()) return false;
  setFlag('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(probe);
}

/** Asks V8 for vectors of 256 bits; whether the processor has them shows in `tryWide`. */
function wideVectors(): boolean {
  if (!isNode()) return false;
  const major = Number.parseInt((process as unknown as NodeProcess).versions.v8, 10);
  if (!WIDE_VERSIONS.includes(major)) return false;
  setFlag('--experimental-wasm-revectorize');
  return true;
}

function setFlag(flag: string): void {
  (process as unknown as NodeProcess).getBuiltinModule('node:v8').setFlagsFromString(flag);
}

interface TileExports {
  tryTiles(at: number, wide: number, times: number): void;
}

/**
 * Whether tiles of 4×16 are clearly faster than those of 4×8, and give the same: true where vectors of 256 bits are
 * really in use. Takes a few ms, and at most about 50, because V8 optimises while they run.
 */
export function tryWide(memory: WebAssembly.Memory, exports: TileExports, scratch: number): boolean {
  const values = new Float32Array(memory.buffer, scratch, 1280 + 64);
  for (let i = 0; i < 1280; i++) values[i] = Math.sin(i);
  const result = values.subarray(1280);
  const run = (wide: number) => {
    const start = performance.now();
    exports.tryTiles(scratch, wide, 500);
    return performance.now() - start;
  };
  const best = [Infinity, Infinity];
  const deadline = performance.now() + 50;
  let round = 0;
  do {
    for (const wide of [0, 1]) best[wide] = Math.min(best[wide] ?? Infinity, run(wide));
    const [narrow = 0, wide = 0] = best;
    if (++round >= 10 && wide < 0.8 * narrow) break;
  } while (performance.now() < deadline);
  const [narrow = 0, wide = 0] = best;
  if (wide >= 0.8 * narrow) return false;
  const byWide = Array.from(result);
  run(0);
  return byWide.every((value, i) => value === result[i]);
}
