import { exp4, log4 } from '../../backend/cpu/math.wasm';

/** x to the power halves/2 by repeated squaring. */
function repeated(x: v128, halves: u32): v128 {
  let result = f32x4.splat(1);
  let base = x;
  for (let n = halves >> 1; n > 0; n >>= 1) {
    if (n & 1) result = f32x4.mul(result, base);
    base = f32x4.mul(base, base);
  }
  return halves & 1 ? f32x4.mul(result, f32x4.sqrt(x)) : result;
}

/** See pow.wgsl for the two ways and the params. */
export function pow(
  x: usize, out: usize, n: u32, exponent: f32, squared: u32, halves: u32, parity: u32,
  start: u32, end: u32,
): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  let one = f32x4.splat(1);
  let zero = f32x4.splat(0);
  let p = f32x4.splat(exponent);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let v = v128.load(x + i);
    let y = one;
    if (squared) {
      y = repeated(v, halves);
      if (exponent < 0) y = f32x4.div(one, y);
    } else {
      y = exp4(f32x4.mul(p, log4(f32x4.abs(v))));
      let negative = f32x4.lt(v, zero);
      if (parity == 1) y = v128.bitselect(f32x4.neg(y), y, negative);
      else if (parity == 0) y = v128.bitselect(f32x4.splat(NaN), y, negative);
    }
    v128.store(out + i, y);
  }
}

/** See powTensor.wgsl. */
@inline
function power4(x: v128, p: v128): v128 {
  let one = f32x4.splat(1);
  let y = exp4(f32x4.mul(p, log4(f32x4.abs(x))));
  let half = f32x4.mul(p, f32x4.splat(0.5));
  let whole = f32x4.eq(f32x4.floor(p), p);
  let odd = v128.and(whole, f32x4.ne(f32x4.floor(half), half));
  let negative = f32x4.lt(x, f32x4.splat(0));
  y = v128.xor(y, v128.and(v128.and(negative, odd), i32x4.splat(0x80000000)));
  y = v128.bitselect(f32x4.splat(NaN), y, v128.andnot(negative, whole));
  return v128.bitselect(one, y, f32x4.eq(p, f32x4.splat(0)));
}

@inline
export function powTensor(x: v128, p: v128): v128 {
  return power4(x, p);
}

/** p·x^(p − 1), 0 where p is. */
@inline
export function powBaseSlope(x: v128, p: v128): v128 {
  let slope = f32x4.mul(p, power4(x, f32x4.sub(p, f32x4.splat(1))));
  return v128.andnot(slope, f32x4.eq(p, f32x4.splat(0)));
}

/** x^p·ln x, 0 where x is and p is not negative. */
@inline
export function powExponentSlope(x: v128, p: v128): v128 {
  let zero = f32x4.splat(0);
  let slope = f32x4.mul(power4(x, p), log4(x));
  return v128.andnot(slope, v128.and(f32x4.eq(x, zero), f32x4.ge(p, zero)));
}
