/** Passes over one contiguous row, for kernels whose tasks are rows. */
import { max4, sum4 } from '../../backend/cpu/math.wasm';
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

// Named constants stay out of memory, where the build puts the literals of splats: four calls in a row
// share them in registers, which makes them a third faster than exp4.
const LOWEST: f32 = -87.3;
const LOG2E: f32 = 1.44269504088896341;
/** 1.5·2^23 rounds to a whole number; 127 more, and its low bits are an exponent as a float has it. */
const ROUND: f32 = 12583039;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
const C7: f32 = 1.9875691500e-4;
const C6: f32 = 1.3981999507e-3;
const C5: f32 = 8.3334519073e-3;
const C4: f32 = 4.1665795894e-2;
const C3: f32 = 1.6666665459e-1;
const C2: f32 = 5.0000001201e-1;
const ONE: f32 = 1;

/** e^x to about 1 ulp for x below 88 (exp4's way); what would be subnormal is 0. NaN stays NaN. */
@inline
function expNegative(x: v128): v128 {
  let clamped = f32x4.pmax(x, f32x4.splat(LOWEST));
  let rounded = f32x4.add(f32x4.mul(clamped, f32x4.splat(LOG2E)), f32x4.splat(ROUND));
  let k = f32x4.sub(rounded, f32x4.splat(ROUND));
  let r = f32x4.sub(clamped, f32x4.mul(k, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(LN2_LOW)));
  let z = f32x4.mul(r, r);
  let odd = f32x4.add(f32x4.mul(f32x4.splat(C7), z), f32x4.splat(C5));
  odd = f32x4.add(f32x4.mul(odd, z), f32x4.splat(C3));
  let even = f32x4.add(f32x4.mul(f32x4.splat(C6), z), f32x4.splat(C4));
  even = f32x4.add(f32x4.mul(even, z), f32x4.splat(C2));
  let p = f32x4.mul(f32x4.add(f32x4.mul(odd, r), even), z);
  p = f32x4.mul(f32x4.add(f32x4.add(p, r), f32x4.splat(ONE)), i32x4.shl(rounded, 23));
  return v128.andnot(p, f32x4.lt(x, f32x4.splat(LOWEST)));
}

/** Σ e^(x − shift), where no x exceeds the shift. */
export function rowExpSum(p: usize, n: u32, shift: f32): f32 {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(shift);
  let a = f32x4.splat(0);
  let b = a;
  for (; p + 64 <= end; p += 64) {
    let s = expNegative(f32x4.sub(v128.load(p), by));
    let t = expNegative(f32x4.sub(v128.load(p, 16), by));
    let u = expNegative(f32x4.sub(v128.load(p, 32), by));
    let v = expNegative(f32x4.sub(v128.load(p, 48), by));
    a = f32x4.add(a, f32x4.add(s, t));
    b = f32x4.add(b, f32x4.add(u, v));
  }
  a = f32x4.add(a, b);
  for (; p < end; p += 16) {
    let e = expNegative(f32x4.sub(v128.load(p), by));
    a = f32x4.add(a, p + 16 <= end ? e : v128.and(e, laneMask(<u32>(end - p) >> 2)));
  }
  return sum4(a);
}

/** out = e^(x − shift), where no x exceeds the shift. */
export function rowExp(p: usize, out: usize, n: u32, shift: f32): void {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(shift);
  for (; p + 64 <= end; p += 64) {
    let s = expNegative(f32x4.sub(v128.load(p), by));
    let t = expNegative(f32x4.sub(v128.load(p, 16), by));
    let u = expNegative(f32x4.sub(v128.load(p, 32), by));
    let v = expNegative(f32x4.sub(v128.load(p, 48), by));
    v128.store(out, s);
    v128.store(out, t, 16);
    v128.store(out, u, 32);
    v128.store(out, v, 48);
    out += 64;
  }
  for (; p < end; p += 16) {
    let e = expNegative(f32x4.sub(v128.load(p), by));
    if (p + 16 <= end) v128.store(out, e);
    else storeLanes(out, e, <u32>(end - p) >> 2);
    out += 16;
  }
}

/** x ·= factor in place. */
export function rowScale(p: usize, n: u32, factor: f32): void {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(factor);
  for (; p + 16 <= end; p += 16) v128.store(p, f32x4.mul(v128.load(p), by));
  if (p < end) storeLanes(p, f32x4.mul(v128.load(p), by), <u32>(end - p) >> 2);
}

/** x = factor·x + shift in place. */
export function rowAffine(p: usize, n: u32, factor: f32, shift: f32): void {
  let end = p + (<usize>n << 2);
  let by = f32x4.splat(factor);
  let plus = f32x4.splat(shift);
  for (; p + 16 <= end; p += 16) v128.store(p, f32x4.add(f32x4.mul(v128.load(p), by), plus));
  if (p < end) storeLanes(p, f32x4.add(f32x4.mul(v128.load(p), by), plus), <u32>(end - p) >> 2);
}

/** out = a + b, which may be out itself. */
export function addRow(a: usize, b: usize, out: usize, n: u32): void {
  let bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  if (i < bytes) {
    storeLanes(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)), <u32>(bytes - i) >> 2);
  }
}
