import { exp4, sigmoid4 } from '../../backend/cpu/math.wasm';

/** max(x, 0) + log(1 + e^−|x|), the logarithm as 2·artanh(s) with s = e/(2 + e) ≤ 1/3. */
@inline
export function softplus(x: v128): v128 {
  let e = exp4(f32x4.neg(f32x4.abs(x)));
  let s = f32x4.div(e, f32x4.add(f32x4.splat(2), e));
  let z = f32x4.mul(s, s);
  let p = f32x4.add(f32x4.mul(z, f32x4.splat(0.076923077)), f32x4.splat(0.090909091));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.11111111));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.14285714));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(0.33333333));
  p = f32x4.add(s, f32x4.mul(f32x4.mul(s, z), p));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), f32x4.add(p, p));
}

/** gradient · σ(x) */
@inline
export function softplusBackward(x: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, sigmoid4(x));
}
