import { sum4 } from '../../backend/cpu/math.wasm';

/**
 * Tasks are blocks of 64 neighbouring outputs. A column block is summed row by row; a contiguous row
 * (inner = 1) in four vectors. Long sums go through blocks of 128 so that rounding stays small.
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
        let stop = min(r + 128, reduce);
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
        let stop = min(r + 128, reduce);
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
  // Four chains of additions hide their latency.
  while (i + 16 <= n) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let stop = min(i + 1024, n & ~15);
    for (; i < stop; i += 16) {
      let at = p + (<usize>i << 2);
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
    }
    total = f32x4.add(total, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  let result = sum4(total);
  for (; i < n; i++) result += load<f32>(p + (<usize>i << 2));
  return result;
}
