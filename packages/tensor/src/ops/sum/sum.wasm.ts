import { sum4 } from '../../backend/cpu/math.wasm';

/**
 * Tasks are blocks of 64 neighbouring outputs. A column block is summed row by row; a contiguous row
 * (inner = 1) in four vectors. Long sums go through blocks of 1,024 so that rounding stays small.
 */
export function sum(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, start: u32, end: u32,
): void {
  let blocks = (inner + 63) >> 6;
  for (let task = start; task < end; task++) {
    let o = task / blocks;
    let first = (task % blocks) << 6;
    let base = x + (<usize>o * reduce * inner << 2);
    if (inner == 1) {
      store<f32>(out + (<usize>o << 2), rowSum(base, reduce));
      continue;
    }
    let last = min(first + 64, inner);
    let i = first;
    for (; i + 4 <= last; i += 4) {
      let total = f32x4.splat(0);
      let p = base + (<usize>i << 2);
      for (let r: u32 = 0; r < reduce; ) {
        let block = f32x4.splat(0);
        let stop = min(r + 1024, reduce);
        for (; r < stop; r++) {
          block = f32x4.add(block, v128.load(p));
          p += <usize>inner << 2;
        }
        total = f32x4.add(total, block);
      }
      v128.store(out + ((<usize>o * inner + i) << 2), total);
    }
    for (; i < last; i++) {
      let total: f32 = 0;
      let p = base + (<usize>i << 2);
      for (let r: u32 = 0; r < reduce; ) {
        let block: f32 = 0;
        let stop = min(r + 1024, reduce);
        for (; r < stop; r++) {
          block += load<f32>(p);
          p += <usize>inner << 2;
        }
        total += block;
      }
      store<f32>(out + ((<usize>o * inner + i) << 2), total);
    }
  }
}

function rowSum(p: usize, n: u32): f32 {
  let total = f32x4.splat(0);
  let i: u32 = 0;
  while (i + 4 <= n) {
    let block = f32x4.splat(0);
    let stop = min(i + 4096, n & ~3);
    for (; i < stop; i += 4) block = f32x4.add(block, v128.load(p + (<usize>i << 2)));
    total = f32x4.add(total, block);
  }
  let result = sum4(total);
  for (; i < n; i++) result += load<f32>(p + (<usize>i << 2));
  return result;
}
