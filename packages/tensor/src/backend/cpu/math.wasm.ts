/** Vector elementary functions for kernels: four f32 lanes at a time. */

/** x·y + c, rounded once where the build has relaxed SIMD and the processor fused multiply-add. */
@inline
export function madd(x: v128, y: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, c);
  return f32x4.add(f32x4.mul(x, y), c);
}

/** e^r − 1 for r in ±ln2/2. */
@inline
function expSeries(r: v128): v128 {
  let z = f32x4.mul(r, r);
  // The polynomial in two halves (odd and even powers) that can be worked out side by side.
  let odd = madd(f32x4.splat(1.9875691500e-4), z, f32x4.splat(8.3334519073e-3));
  odd = madd(odd, z, f32x4.splat(1.6666665459e-1));
  let even = madd(f32x4.splat(1.3981999507e-3), z, f32x4.splat(4.1665795894e-2));
  even = madd(even, z, f32x4.splat(5.0000001201e-1));
  let p = madd(odd, r, even);
  return madd(p, z, r);
}

/**
 * e^x to about 1 ulp: 2^k · e^r with r in ±ln2/2 and the polynomial of Cephes' expf. Saturates to 0
 * and +infinity; NaN stays NaN.
 */
@inline
export function exp4(x: v128): v128 {
  // Beyond these the result is 0 and infinity of itself. pmin and pmax let NaN through, and are one
  // instruction where min and max are several.
  let clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  // Adding 1.5·2^23 rounds to a whole number, which then stands in the low bits of the sum.
  let rounded = madd(clamped, f32x4.splat(1.44269504088896341), f32x4.splat(12582912));
  let k = f32x4.sub(rounded, f32x4.splat(12582912));
  let r = madd(k, f32x4.splat(-0.693359375), clamped);
  r = madd(k, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.add(expSeries(r), f32x4.splat(1.0));
  // 2^k in two halves, so that the ends of the range (subnormals, just below infinity) come out right.
  let whole = i32x4.sub(rounded, i32x4.splat(0x4b400000));
  let half = i32x4.shr_s(whole, 1);
  let rest = i32x4.sub(whole, half);
  let one = i32x4.splat(0x3f800000);
  p = f32x4.mul(p, i32x4.add(i32x4.shl(half, 23), one));
  return f32x4.mul(p, i32x4.add(i32x4.shl(rest, 23), one));
}

/** e^x − 1 to a few ulp, also where x is small. */
@inline
export function expMinusOne4(x: v128): v128 {
  let far = f32x4.sub(exp4(x), f32x4.splat(1));
  return v128.bitselect(expSeries(x), far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.34657359)));
}

/** ln(1 + r) − r + r²/2 for 1 + r in [√½, √2). */
@inline
function logSeries(r: v128, z: v128): v128 {
  let p = f32x4.splat(7.0376836292e-2);
  p = madd(p, r, f32x4.splat(-1.1514610310e-1));
  p = madd(p, r, f32x4.splat(1.1676998740e-1));
  p = madd(p, r, f32x4.splat(-1.2420140846e-1));
  p = madd(p, r, f32x4.splat(1.4249322787e-1));
  p = madd(p, r, f32x4.splat(-1.6668057665e-1));
  p = madd(p, r, f32x4.splat(2.0000714765e-1));
  p = madd(p, r, f32x4.splat(-2.4999993993e-1));
  p = madd(p, r, f32x4.splat(3.3333331174e-1));
  return f32x4.mul(f32x4.mul(p, r), z);
}

/**
 * ln x to about 1 ulp (Cephes' logf): x = 2^k · m with m in [√½, √2). 0 gives −infinity, negative
 * numbers and NaN give NaN.
 */
@inline
export function log4(x: v128): v128 {
  // Subnormals are brought into the normal range first.
  let tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  let scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608.0)), x, tiny);
  // 0x3f3504f3 is √½: what lies above it in the bits counts whole powers of two.
  let bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  let m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  let k = i32x4.sub(i32x4.shr_s(bits, 23), v128.and(tiny, i32x4.splat(23)));
  let e = f32x4.convert_i32x4_s(k);
  let r = f32x4.sub(m, f32x4.splat(1));
  let z = f32x4.mul(r, r);
  let p = f32x4.add(logSeries(r, z), f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5)));
  let y = f32x4.add(f32x4.add(r, p), f32x4.mul(e, f32x4.splat(0.693359375)));
  y = v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(Infinity))); // +infinity and NaN are their own
  y = v128.bitselect(f32x4.splat(NaN), y, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
}

/** ln(1 + x) to a few ulp, also where x is small. */
@inline
export function logOnePlus4(x: v128): v128 {
  let z = f32x4.mul(x, x);
  let near = f32x4.add(x, f32x4.sub(logSeries(x, z), f32x4.mul(z, f32x4.splat(0.5))));
  let far = log4(f32x4.add(x, f32x4.splat(1)));
  let small = v128.and(f32x4.gt(x, f32x4.splat(-0.29289322)), f32x4.lt(x, f32x4.splat(0.41421356)));
  return v128.bitselect(near, far, small);
}

/** log₂ x to about 1 ulp; whole powers of two exactly. */
@inline
export function log2x4(x: v128): v128 {
  let tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  let scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608.0)), x, tiny);
  let bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  let m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  let k = i32x4.sub(i32x4.shr_s(bits, 23), v128.and(tiny, i32x4.splat(23)));
  let y = f32x4.add(f32x4.convert_i32x4_s(k), f32x4.mul(log4(m), f32x4.splat(1.44269504)));
  let ordinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  return v128.bitselect(y, log4(x), ordinary);
}

/**
 * sin(x + shift·π/2): x less whole quarter turns, π/2 being the sum of three constants whose products with
 * small whole numbers are exact, then Cephes' sinf and cosf. To about 2 ulp of 1 up to |x| = 8,192; beyond, the
 * error grows as x's own rounding does.
 */
@inline
export function sine4(x: v128, shift: u32): v128 {
  let k = f32x4.nearest(f32x4.mul(x, f32x4.splat(0.63661977)));
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(1.5703125)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(4.837512969970703125e-4)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(7.54978995489188216e-8)));
  let z = f32x4.mul(r, r);
  let s = madd(f32x4.splat(-1.9515295891e-4), z, f32x4.splat(8.3321608736e-3));
  s = madd(s, z, f32x4.splat(-1.6666654611e-1));
  s = madd(f32x4.mul(s, z), r, r);
  let c = madd(f32x4.splat(2.443315711809948e-5), z, f32x4.splat(-1.388731625493765e-3));
  c = madd(c, z, f32x4.splat(4.166664568298827e-2));
  c = f32x4.mul(f32x4.mul(c, z), z);
  c = f32x4.add(f32x4.sub(c, f32x4.mul(z, f32x4.splat(0.5))), f32x4.splat(1));
  let quadrant = i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(shift));
  let odd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  let sign = i32x4.shl(i32x4.shr_u(quadrant, 1), 31);
  return v128.xor(v128.bitselect(c, s, odd), sign);
}

/** The angle of the point (x, y) to a few ulp; see ops/trigonometry/arctangent.wgsl. */
@inline
export function arctangent4(y: v128, x: v128): v128 {
  let one = f32x4.splat(1);
  let steep = f32x4.gt(f32x4.abs(y), f32x4.abs(x));
  let top = v128.bitselect(f32x4.abs(x), f32x4.abs(y), steep);
  let bottom = v128.bitselect(f32x4.abs(y), f32x4.abs(x), steep);
  let origin = f32x4.eq(bottom, f32x4.splat(0));
  let t = f32x4.div(top, v128.bitselect(one, bottom, origin));
  t = v128.bitselect(one, t, v128.andnot(f32x4.eq(top, bottom), origin));
  let turned = f32x4.gt(t, f32x4.splat(0.41421356));
  let u = v128.bitselect(f32x4.div(f32x4.sub(t, one), f32x4.add(t, one)), t, turned);
  let z = f32x4.mul(u, u);
  let p = madd(f32x4.splat(8.05374449538e-2), z, f32x4.splat(-1.38776856032e-1));
  p = madd(p, z, f32x4.splat(1.99777106478e-1));
  p = madd(p, z, f32x4.splat(-3.33329491539e-1));
  let angle = madd(f32x4.mul(p, z), u, u);
  angle = f32x4.add(v128.and(f32x4.splat(0.78539816), turned), angle);
  angle = v128.bitselect(f32x4.sub(f32x4.splat(1.57079633), angle), angle, steep);
  angle = v128.bitselect(f32x4.sub(f32x4.splat(3.14159265), angle), angle, i32x4.shr_s(x, 31));
  return v128.xor(angle, v128.and(y, i32x4.splat(0x80000000)));
}

/** 1 / (1 + e^−x), without overflow and to a few ulp on both sides. */
@inline
export function sigmoid4(x: v128): v128 {
  let e = exp4(f32x4.neg(f32x4.abs(x)));
  let one = f32x4.splat(1);
  return f32x4.div(v128.bitselect(one, e, f32x4.ge(x, f32x4.splat(0))), f32x4.add(one, e));
}

/** tanh x to a few ulp: a polynomial (Cephes' tanhf) near 0, exponentials further out. */
@inline
export function tanh4(x: v128): v128 {
  let size = f32x4.abs(x);
  let z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = madd(p, z, f32x4.splat(2.06390887954e-2));
  p = madd(p, z, f32x4.splat(-5.37397155531e-2));
  p = madd(p, z, f32x4.splat(1.33314422036e-1));
  p = madd(p, z, f32x4.splat(-3.33332819422e-1));
  let near = madd(f32x4.mul(p, z), x, x);
  let e = exp4(f32x4.mul(size, f32x4.splat(-2)));
  let one = f32x4.splat(1);
  let far = f32x4.div(f32x4.sub(one, e), f32x4.add(one, e));
  far = v128.bitselect(x, far, i32x4.splat(0x80000000)); // the sign
  return v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625)));
}

/** Φ(−u) for u ≥ 0 and density = e^(−u²/2); see ops/gelu/gelu.wgsl for the formula. */
@inline
export function normalTail4(u: v128, density: v128): v128 {
  let t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), f32x4.mul(f32x4.splat(0.325), u)));
  let p = f32x4.splat(0.0452408048);
  p = madd(p, t, f32x4.splat(-0.228386084));
  p = madd(p, t, f32x4.splat(0.363892866));
  p = madd(p, t, f32x4.splat(-0.120434738));
  p = madd(p, t, f32x4.splat(0.195049199));
  p = madd(p, t, f32x4.splat(0.113635062));
  p = madd(p, t, f32x4.splat(0.131002892));
  return f32x4.mul(density, f32x4.mul(p, t));
}

/** The error function: a polynomial of our own (1e-9 before rounding) near 0, the normal distribution's tail beyond. */
@inline
export function erf4(x: v128): v128 {
  let z = f32x4.mul(x, x);
  let p = f32x4.splat(7.85386073e-5);
  p = madd(p, z, f32x4.splat(-8.01019371e-4));
  p = madd(p, z, f32x4.splat(5.18832775e-3));
  p = madd(p, z, f32x4.splat(-2.68538129e-2));
  p = madd(p, z, f32x4.splat(1.12835854e-1));
  p = madd(p, z, f32x4.splat(-3.7612626e-1));
  p = madd(p, z, f32x4.splat(1.28379166e-1));
  let near = madd(p, x, x);
  let size = f32x4.abs(x);
  let tail = normalTail4(f32x4.mul(size, f32x4.splat(1.41421356)), exp4(f32x4.neg(z)));
  let far = f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.splat(2), tail));
  far = v128.bitselect(x, far, i32x4.splat(0x80000000)); // the sign
  return v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(1)));
}

/** Sum of the four lanes, in a fixed order. */
@inline
export function sum4(x: v128): f32 {
  let y = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(y, 0) + f32x4.extract_lane(y, 1);
}

/** Largest of the four lanes. */
@inline
export function max4(x: v128): f32 {
  let y = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max(f32x4.extract_lane(y, 0), f32x4.extract_lane(y, 1));
}
