import { exp4 } from '../../backend/cpu/math.wasm';

/** See mish.wgsl for the formula. */
@inline
export function mish(x: v128): v128 {
  let two = f32x4.splat(2);
  let n = exp4(f32x4.pmin(x, f32x4.splat(20)));
  let t = f32x4.mul(n, f32x4.add(n, two));
  return f32x4.mul(x, f32x4.div(t, f32x4.add(t, two)));
}

@inline
export function mishBackward(x: v128, gradient: v128): v128 {
  let two = f32x4.splat(2);
  let n = exp4(f32x4.pmin(x, f32x4.splat(20)));
  let t = f32x4.mul(n, f32x4.add(n, two));
  let below = f32x4.add(t, two);
  let slope = f32x4.mul(f32x4.mul(f32x4.splat(4), n), f32x4.add(f32x4.splat(1), n));
  slope = f32x4.div(slope, f32x4.mul(below, below));
  return f32x4.mul(gradient, f32x4.add(f32x4.div(t, below), f32x4.mul(x, slope)));
}
