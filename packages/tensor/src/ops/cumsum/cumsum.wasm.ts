import { storeLanes } from '../../backend/cpu/tail.wasm';

/** Four running sums in f64, whose rounding does not add up. */
@inline
function scanFloats(p: usize, to: usize, length: u32, step: isize, lanes: u32): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let k: u32 = 0; k < length; k++) {
    let v = v128.load(p);
    low = f64x2.add(low, f64x2.promote_low_f32x4(v));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 0, 1)));
    let below = f32x4.demote_f64x2_zero(low);
    let sum = v128.shuffle<f32>(below, f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
    if (lanes == 4) v128.store(to, sum);
    else storeLanes(to, sum, lanes);
    p += <usize>step;
    to += <usize>step;
  }
}

@inline
function scanWords(p: usize, to: usize, length: u32, step: isize, lanes: u32): void {
  let sum = i32x4.splat(0);
  for (let k: u32 = 0; k < length; k++) {
    sum = i32x4.add(sum, v128.load(p));
    if (lanes == 4) v128.store(to, sum);
    else storeLanes(to, sum, lanes);
    p += <usize>step;
    to += <usize>step;
  }
}

/** A task is 64 neighbouring columns. */
@inline
function scanTasks(
  floats: bool, x: usize, out: usize, length: u32, inner: u32, reverse: u32, start: u32, end: u32,
): void {
  let blocks = (inner + 63) >> 6;
  let row = <isize>inner << 2;
  for (let task = start; task < end; task++) {
    let i = (task % blocks) << 6;
    let last = min(i + 64, inner);
    let base = <usize>(task / blocks) * length * inner;
    if (reverse) base += <usize>(length - 1) * inner;
    for (; i < last; i += 4) {
      let at = (base + i) << 2;
      let step = reverse ? -row : row;
      let lanes = min<u32>(4, last - i);
      if (floats) scanFloats(x + at, out + at, length, step, lanes);
      else scanWords(x + at, out + at, length, step, lanes);
    }
  }
}

export function cumsum(
  x: usize, out: usize, outer: u32, length: u32, inner: u32, reverse: u32, start: u32, end: u32,
): void {
  scanTasks(true, x, out, length, inner, reverse, start, end);
}

export function cumsumWords(
  x: usize, out: usize, outer: u32, length: u32, inner: u32, reverse: u32, start: u32, end: u32,
): void {
  scanTasks(false, x, out, length, inner, reverse, start, end);
}
