/** Passes over one contiguous row, for kernels whose tasks are rows. */
import { exp4, max4, sum4 } from '../../backend/cpu/math.wasm';
import { laneMask, storeLanes } from '../../backend/cpu/tail.wasm';

/** Largest element; NaN is passed over. */
export function rowMax(p: usize, n: u32): f32 {
  let end = p + (<usize>n << 2);
  let a = f32x4.splat(-Infinity);
  let b = a;
  for (; p + 32 <= end; p += 32) {
    a = f32x4.pmax(a, v128.load(p));
    b = f32x4.pmax(b, v128.load(p, 16));
  }
  a = f32x4.pmax(a, b);
  for (; p + 16 <= end; p += 16) a = f32x4.pmax(a, v128.load(p));
  if (p < end) {
    let rest = v128.bitselect(v128.load(p), f32x4.splat(-Infinity), laneMask(<u32>(end - p) >> 2));
    a = f32x4.pmax(a, rest);
  }
  return max4(a);
}

/** Σ x. */
export function rowSum(p: usize, n: u32): f32 {
  let end = p + (<usize>n << 2);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; p + 64 <= end; p += 64) {
    a = f32x4.add(a, v128.load(p));
    b = f32x4.add(b, v128.load(p, 16));
    c = f32x4.add(c, v128.load(p, 32));
    d = f32x4.add(d, v128.load(p, 48));
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  for (; p + 16 <= end; p += 16) a = f32x4.add(a, v128.load(p));
  if (p < end) a = f32x4.add(a, v128.and(v128.load(p), laneMask(<u32>(end - p) >> 2)));
  return sum4(a);
}

/** Σ (x − shift)². */
export function rowSquareSum(p: usize, n: u32, shift: f32): f32 {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(shift);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; p + 64 <= end; p += 64) {
    let u = f32x4.sub(v128.load(p), by);
    let v = f32x4.sub(v128.load(p, 16), by);
    let w = f32x4.sub(v128.load(p, 32), by);
    let x = f32x4.sub(v128.load(p, 48), by);
    a = f32x4.add(a, f32x4.mul(u, u));
    b = f32x4.add(b, f32x4.mul(v, v));
    c = f32x4.add(c, f32x4.mul(w, w));
    d = f32x4.add(d, f32x4.mul(x, x));
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  for (; p + 16 <= end; p += 16) {
    let u = f32x4.sub(v128.load(p), by);
    a = f32x4.add(a, f32x4.mul(u, u));
  }
  if (p < end) {
    let u = v128.and(f32x4.sub(v128.load(p), by), laneMask(<u32>(end - p) >> 2));
    a = f32x4.add(a, f32x4.mul(u, u));
  }
  return sum4(a);
}

/** Σ a·b. */
export function rowDot(p: usize, q: usize, n: u32): f32 {
  let end = p + (<usize>n << 2);
  let a = f32x4.splat(0);
  let b = a;
  for (; p + 32 <= end; p += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(p), v128.load(q)));
    b = f32x4.add(b, f32x4.mul(v128.load(p, 16), v128.load(q, 16)));
    q += 32;
  }
  a = f32x4.add(a, b);
  for (; p + 16 <= end; p += 16) {
    a = f32x4.add(a, f32x4.mul(v128.load(p), v128.load(q)));
    q += 16;
  }
  if (p < end) {
    let product = f32x4.mul(v128.load(p), v128.load(q));
    a = f32x4.add(a, v128.and(product, laneMask(<u32>(end - p) >> 2)));
  }
  return sum4(a);
}

/** Σ e^(x − shift). */
export function rowExpSum(p: usize, n: u32, shift: f32): f32 {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(shift);
  let a = f32x4.splat(0);
  let b = a;
  for (; p + 32 <= end; p += 32) {
    a = f32x4.add(a, exp4(f32x4.sub(v128.load(p), by)));
    b = f32x4.add(b, exp4(f32x4.sub(v128.load(p, 16), by)));
  }
  a = f32x4.add(a, b);
  for (; p < end; p += 16) {
    let e = exp4(f32x4.sub(v128.load(p), by));
    a = f32x4.add(a, p + 16 <= end ? e : v128.and(e, laneMask(<u32>(end - p) >> 2)));
  }
  return sum4(a);
}

/** out = e^(x − shift); returns the sum. */
export function rowExp(p: usize, out: usize, n: u32, shift: f32): f32 {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(shift);
  let a = f32x4.splat(0);
  for (; p + 16 <= end; p += 16) {
    let e = exp4(f32x4.sub(v128.load(p), by));
    v128.store(out, e);
    a = f32x4.add(a, e);
    out += 16;
  }
  if (p < end) {
    let rest = <u32>(end - p) >> 2;
    let e = exp4(f32x4.sub(v128.load(p), by));
    storeLanes(out, e, rest);
    a = f32x4.add(a, v128.and(e, laneMask(rest)));
  }
  return sum4(a);
}

/** x ·= factor in place. */
export function rowScale(p: usize, n: u32, factor: f32): void {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(factor);
  for (; p + 16 <= end; p += 16) v128.store(p, f32x4.mul(v128.load(p), by));
  if (p < end) storeLanes(p, f32x4.mul(v128.load(p), by), <u32>(end - p) >> 2);
}
