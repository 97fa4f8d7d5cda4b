import { defineKernel, sizeBucket } from '../../backend/kernel.ts';
import type { Device } from '../../device.ts';
import type { Tensor } from '../../tensor.ts';
import type { SubgroupMatrix } from '../../backend/subgroupMatrix.ts';
import { type FloatDType, forEachFloat, forFloat } from '../halves/floats.ts';
import { launch } from '../op.ts';
import gemmWgsl from './gemm.wgsl';
import gemmColumnsWgsl from './gemmColumns.wgsl';
import gemmLanesWgsl from './gemmLanes.wgsl';
import gemmOperandsWgsl from './gemmOperands.wgsl';
import gemmRegistersWgsl from './gemmRegisters.wgsl';
import { subgroupBodies } from './gemmSubgroups.ts';
import gemmVectorsWgsl from './gemmVectors.wgsl';

const batched = `
fn batches() -> u32 { return params.batch; }
fn strideA() -> u32 { return params.strideA; }
fn strideB() -> u32 { return params.strideB; }
fn activated(value: vec4f) -> vec4f { return value; }
fn store(at: u32, value: f32, activated: f32) { out[at] = stored(value); }`;

interface GemmSizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch?: number;
  /** Default: the layout of a linear layer, x·Wᵀ. */
  readonly transA?: number;
  readonly transB?: number;
}

/** Rows and columns of C per workgroup, and blocks of 4×4 results, one below the other, per invocation. */
const tiles = {
  hardware: { rows: 64, columns: 64, groups: 1 },
  /** Twice the arithmetic per value read, for large products. */
  tall: { rows: 128, columns: 64, groups: 2 },
  /** Four times the workgroups, for products too small to keep a GPU busy. */
  small: { rows: 32, columns: 32, groups: 1 },
} as const;

/**
 * The WGSL bodies of a gemm: tiles of several sizes through workgroup memory, and 16×64 or 8×64 blocks without,
 * and the shapes among which one may be faster than another; of f16 also those by subgroup matrices. `own` is the
 * op's text that gemmOperands.wgsl asks for.
 */
export function gemmBodies(own: string, dtype: FloatDType) {
  const count = (rows: number, columns: number, { m, n, batch = 1 }: GemmSizes) =>
    Math.ceil(m / rows) * Math.ceil(n / columns) * batch;
  const tile = ({ rows, columns, groups }: (typeof tiles)[keyof typeof tiles]) => ({
    wgsl: [
      own,
      gemmOperandsWgsl,
      gemmVectorsWgsl,
      `const TILE_M = ${rows}u;\nconst TILE_N = ${columns}u;\nconst GROUPS = ${groups}u;`,
      gemmWgsl,
    ].join('\n'),
    workgroups: (sizes: GemmSizes) => count(rows, columns, sizes),
  });
  return {
    ...tile(tiles.hardware),
    variants: {
      tall: tile(tiles.tall),
      small: tile(tiles.small),
      software: {
        wgsl: [own, gemmOperandsWgsl, gemmColumnsWgsl, gemmRegistersWgsl].join('\n'),
        workgroups: (sizes: GemmSizes) => count(16, 64, sizes),
      },
      lanes: {
        wgsl: ['enable subgroups;', own, gemmOperandsWgsl, gemmColumnsWgsl, gemmLanesWgsl].join('\n'),
        workgroups: (sizes: GemmSizes) => count(8, 64, sizes),
      },
    },
    subgroupBodies: (matrix: SubgroupMatrix) =>
      dtype === 'f16' ? subgroupBodies(`${own}\n${gemmOperandsWgsl}`, matrix) : {},
    shapeClass: ({ m, n, k, batch = 1, transA = 0, transB = 1 }: GemmSizes) =>
      `${transA ? 'T' : 'N'}${transB ? 'T' : 'N'} ${sizeBucket(m)}×${sizeBucket(n)}×${sizeBucket(k)}` +
      (batch > 1 ? ` ·${sizeBucket(batch)}` : ''),
  };
}

/** The constants that choose between gemm's ways of loading and storing. */
export function gemmConstants(
  transA: number,
  transB: number,
  hasBias: number,
  m: number,
  n: number,
  k: number,
) {
  return {
    TRANS_A: transA,
    TRANS_B: transB,
    WHOLE_A: (transA ? m : k) % 4 === 0 ? 1 : 0,
    WHOLE_B: (transB ? k : n) % 4 === 0 ? 1 : 0,
    HAS_BIAS: hasBias,
  };
}

/**
 * Rows of C per CPU task: tall, so that a packed block of B serves long, yet such that all threads end
 * together. Which are chosen changes no sum.
 */
export function rowsPerTask(device: Device, m: number, n: number, batch = 1): number {
  const threads = device.info.limits.threads ?? 1;
  const columns = Math.ceil(n / 256) * batch;
  let best = 64;
  let least = Infinity;
  for (const rows of [64, 96, 128, 192, 256, 512]) {
    const rounds = Math.ceil((Math.ceil(m / rows) * columns) / threads);
    // Packing B costs about what eight rows do.
    const cost = rounds * (Math.min(rows, m) + 8);
    if (cost < least) [best, least] = [rows, cost];
  }
  return best;
}

/** out[b] = op(a[b])·op(b[b]) + bias. `transA` means a is stored [K, M], `transB` b as [N, K]. */
export const gemmKernels = forEachFloat(({ suffix, scalar, vector, wgsl }) =>
  defineKernel({
    name: `gemm${suffix}`,
    reads: { a: vector, b: vector, bias: 'f32' },
    writes: { out: scalar },
    params: {
      m: 'u32',
      n: 'u32',
      k: 'u32',
      transA: 'u32',
      transB: 'u32',
      hasBias: 'u32',
      strideA: 'u32',
      strideB: 'u32',
      batch: 'u32',
      mBlock: 'u32',
    },
    ...gemmBodies(`${wgsl}\n${batched}`, scalar),
    constants: ({ transA, transB, hasBias, m, n, k }) => gemmConstants(transA, transB, hasBias, m, n, k),
    tasks: ({ m, n, batch, mBlock }) => batch * Math.ceil(m / mBlock) * Math.ceil(n / 256),
  }),
);

export interface GemmOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: Tensor | null;
  /** Number of matrices; a stride of 0 repeats one operand for all. */
  readonly batch?: number;
  readonly strideA?: number;
  readonly strideB?: number;
}

/** Launches gemm for sizes M, N, K into `out`. Operands and result are all f32 or all f16; the bias is f32. */
export function gemm(
  a: Tensor,
  b: Tensor,
  out: Tensor,
  [m, n, k]: readonly [number, number, number],
  options: GemmOptions = {},
): void {
  if (m === 0 || n === 0) return;
  const { transposeA = false, transposeB = false, bias, batch = 1, strideA = 0, strideB = 0 } = options;
  launch(forFloat(gemmKernels, a), [a, b, bias ?? a], [out], {
    m,
    n,
    k,
    transA: transposeA ? 1 : 0,
    transB: transposeB ? 1 : 0,
    hasBias: bias ? 1 : 0,
    strideA,
    strideB,
    batch,
    mBlock: rowsPerTask(a.device, m, n, batch),
  });
}
