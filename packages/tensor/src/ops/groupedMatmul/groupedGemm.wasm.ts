/** Products of rows with the matrix of the group they lie in, by gemm's micro-kernel. */
import { scratch } from '../../backend/cpu/runtime.wasm';
import { multiplyBlock } from '../matmul/gemm.wasm';
import { packColumns4, packColumns8, packRows4, packRows8 } from '../matmul/pack.wasm';

const KC: u32 = 256;
const NC: u32 = 256;
const MC: u32 = 128;
const PACKED_B: usize = 256 << 10;

/** Where group i begins, and group i − 1 ends. */
@inline
function boundary(offsets: usize, starts: u32, i: u32, rows: u32): u32 {
  if (!starts) {
    if (i == 0) return 0;
    i--;
  }
  return <u32>min(max(load<i32>(offsets + (<usize>i << 2)), 0), <i32>rows);
}

/** One task is up to 128 rows of a group by 256 columns; rows outside all groups become 0. */
export function groupedGemm(
  a: usize, b: usize, offsets: usize, out: usize,
  rows: u32, n: u32, k: u32, groups: u32, starts: u32, transB: u32, start: u32, end: u32,
): void {
  let blocks = (n + NC - 1) / NC;
  for (let task = start; task < end; task++) {
    let n0 = task % blocks * NC;
    let n1 = min(n0 + NC, n);
    let tile = task / blocks;
    let from: u32 = 0;
    // Group −1 and the one after the last are the rows outside.
    for (let i: u32 = 0; i <= groups + 1; i++) {
      let to = i <= groups ? max(from, boundary(offsets, starts, i, rows)) : rows;
      let own = (to - from + MC - 1) / MC;
      if (tile >= own) {
        tile -= own;
        from = to;
        continue;
      }
      let i0 = from + tile * MC;
      let i1 = min(i0 + MC, to);
      if (i == 0 || i > groups || k == 0) {
        for (; i0 < i1; i0++) memory.fill(out + ((<usize>i0 * n + n0) << 2), 0, <usize>(n1 - n0) << 2);
        break;
      }
      let matrix = b + (<usize>(i - 1) * n * k << 2);
      for (let k0: u32 = 0; k0 < k; k0 += KC) {
        let kc = min(KC, k - k0);
        if (transB) packRows8(matrix + ((<usize>n0 * k + k0) << 2), k, n1 - n0, kc, scratch + PACKED_B);
        else packColumns8(matrix + ((<usize>k0 * n + n0) << 2), n, n1 - n0, kc, scratch + PACKED_B);
        packRows4(a + ((<usize>i0 * k + k0) << 2), k, i1 - i0, kc, scratch);
        multiplyBlock(out, 0, 0, 0, n, i0, i1, n0, n1, kc, k0 == 0);
      }
      break;
    }
  }
}

/** out[group] = aᵀ·b over the group's rows; one task is up to 128 rows by 256 columns of one matrix. */
export function groupedGemmWeight(
  a: usize, b: usize, offsets: usize, out: usize,
  rows: u32, m: u32, n: u32, groups: u32, starts: u32, start: u32, end: u32,
): void {
  let blocksN = (n + NC - 1) / NC;
  let blocksM = (m + MC - 1) / MC;
  for (let task = start; task < end; task++) {
    let n0 = task % blocksN * NC;
    let n1 = min(n0 + NC, n);
    let i0 = task / blocksN % blocksM * MC;
    let i1 = min(i0 + MC, m);
    let group = task / blocksN / blocksM;
    let matrix = out + (<usize>group * m * n << 2);
    let first = boundary(offsets, starts, group, rows);
    let last = max(first, boundary(offsets, starts, group + 1, rows));
    if (first == last) {
      for (; i0 < i1; i0++) memory.fill(matrix + ((<usize>i0 * n + n0) << 2), 0, <usize>(n1 - n0) << 2);
      continue;
    }
    for (let k0 = first; k0 < last; k0 += KC) {
      let kc = min(KC, last - k0);
      packColumns8(b + ((<usize>k0 * n + n0) << 2), n, n1 - n0, kc, scratch + PACKED_B);
      packColumns4(a + ((<usize>k0 * m + i0) << 2), m, i1 - i0, kc, scratch);
      multiplyBlock(matrix, 0, 0, 0, n, i0, i1, n0, n1, kc, k0 == first);
    }
  }
}
