import { exp4, sigmoid4 } from '../../backend/cpu/math.wasm';

@inline
export function silu(x: v128): v128 {
  return f32x4.mul(x, sigmoid4(x));
}

/** gradient · σ(x)·(1 + x·(1 − σ(x))) */
@inline
export function siluBackward(x: v128, gradient: v128): v128 {
  let one = f32x4.splat(1);
  let e = exp4(f32x4.neg(f32x4.abs(x)));
  let scale = f32x4.div(one, f32x4.add(one, e));
  let positive = f32x4.ge(x, f32x4.splat(0));
  let s = f32x4.mul(v128.bitselect(one, e, positive), scale);
  let rest = f32x4.mul(v128.bitselect(e, one, positive), scale);
  return f32x4.mul(gradient, f32x4.mul(s, f32x4.add(one, f32x4.mul(x, rest))));
}
