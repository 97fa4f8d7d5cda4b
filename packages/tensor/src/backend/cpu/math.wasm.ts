/** Vector elementary functions for kernels: four f32 lanes at a time. */

/**
 * e^x to about 1 ulp: 2^k · e^r with r in ±ln2/2 and the polynomial of Cephes' expf. Saturates to 0
 * and +infinity; NaN stays NaN.
 */
@inline
export function exp4(x: v128): v128 {
  let big = f32x4.gt(x, f32x4.splat(88.72284));
  let small = f32x4.lt(x, f32x4.splat(-103.0));
  let clamped = f32x4.max(f32x4.min(x, f32x4.splat(88.72284)), f32x4.splat(-103.0));
  let k = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(clamped, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(k, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1.0));
  // 2^k in two halves, so that the ends of the range (subnormals, just below infinity) come out right.
  let whole = i32x4.trunc_sat_f32x4_s(k);
  let half = i32x4.shr_s(whole, 1);
  let rest = i32x4.sub(whole, half);
  let bias = i32x4.splat(127);
  p = f32x4.mul(p, i32x4.shl(i32x4.add(half, bias), 23));
  p = f32x4.mul(p, i32x4.shl(i32x4.add(rest, bias), 23));
  p = v128.bitselect(f32x4.splat(Infinity), p, big);
  return v128.bitselect(f32x4.splat(0), p, small);
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
