import { exp4, log4 } from '../../backend/cpu/math.wasm';
import { laneMask, storeLanes } from '../../backend/cpu/tail.wasm';

/** e^(x − top), 1 where they are equal: they may be infinite. */
@inline
function share(x: v128, top: v128): v128 {
  return exp4(v128.andnot(f32x4.sub(x, top), f32x4.eq(x, top)));
}

/** ln Σ e^x of a contiguous row, in lane 0. */
function logsumexpRow(p: usize, n: u32): v128 {
  let none = f32x4.splat(-Infinity);
  let whole = <usize>(n & ~3) << 2;
  let mask = laneMask(n & 3);
  let rest = v128.bitselect(v128.load(p + whole), none, mask);
  let top = f32x4.pmax(none, rest);
  for (let i: usize = 0; i < whole; i += 16) top = f32x4.pmax(top, v128.load(p + i));
  top = f32x4.pmax(top, v128.shuffle<f32>(top, top, 2, 3, 0, 1));
  top = f32x4.pmax(top, v128.shuffle<f32>(top, top, 1, 0, 3, 2));
  let total = v128.and(share(rest, top), mask);
  for (let i: usize = 0; i < whole; i += 16) total = f32x4.add(total, share(v128.load(p + i), top));
  total = f32x4.add(total, v128.shuffle<f32>(total, total, 2, 3, 0, 1));
  total = f32x4.add(total, v128.shuffle<f32>(total, total, 1, 0, 3, 2));
  return f32x4.add(top, log4(total));
}

/** The same of four columns `step` bytes apart by rows. */
function logsumexpColumns(p: usize, rows: u32, step: usize): v128 {
  let top = f32x4.splat(-Infinity);
  let q = p;
  for (let r: u32 = 0; r < rows; r++, q += step) top = f32x4.pmax(top, v128.load(q));
  let total = f32x4.splat(0);
  q = p;
  for (let r: u32 = 0; r < rows; r++, q += step) total = f32x4.add(total, share(v128.load(q), top));
  return f32x4.add(top, log4(total));
}

/** Tasks as in reduction.wasm.ts. */
export function logsumexp(
  x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32, start: u32, end: u32,
): void {
  let splits = max<u32>(1, (reduce + chunk - 1) / chunk);
  let blocks = (inner + 63) >> 6;
  let factor = f32x4.splat(scale);
  for (let task = start; task < end; task++) {
    let block = task / blocks;
    let first = block % splits * chunk;
    let rows = min(chunk, reduce - first);
    let base = x + (<usize>(block / splits * reduce + first) * inner << 2);
    let to = out + (<usize>block * inner << 2);
    if (inner == 1) {
      v128.store32_lane(to, f32x4.mul(logsumexpRow(base, rows), factor), 0);
      continue;
    }
    let i = (task % blocks) << 6;
    let last = min(i + 64, inner);
    for (; i < last; i += 4) {
      let y = f32x4.mul(logsumexpColumns(base + (<usize>i << 2), rows, <usize>inner << 2), factor);
      if (i + 4 <= last) v128.store(to + (<usize>i << 2), y);
      else storeLanes(to + (<usize>i << 2), y, last - i);
    }
  }
}

/** e^(x − y), where y = −∞ counts as 0. */
@inline
export function logsumexpShare(x: v128, y: v128): v128 {
  return exp4(f32x4.sub(x, v128.andnot(y, f32x4.eq(y, f32x4.splat(-Infinity)))));
}
