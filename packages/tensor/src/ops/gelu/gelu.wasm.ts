import { exp4, normalTail4, sigmoid4 } from '../../backend/cpu/math.wasm';

/** Φ(x) from the tail. */
@inline
function cumulative(x: v128, tail: v128): v128 {
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)));
}

@inline
export function gelu(x: v128): v128 {
  let density = exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
  return f32x4.mul(x, cumulative(x, normalTail4(f32x4.abs(x), density)));
}

/** gradient · (Φ(x) + x·φ(x)) */
@inline
export function geluBackward(x: v128, gradient: v128): v128 {
  let density = exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
  let slope = cumulative(x, normalTail4(f32x4.abs(x), density));
  slope = f32x4.add(slope, f32x4.mul(f32x4.mul(x, density), f32x4.splat(0.3989422804)));
  return f32x4.mul(gradient, slope);
}

/** 2·√(2/π)·(x + 0.044715·x³) */
@inline
function twiceInner(x: v128): v128 {
  let cube = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), f32x4.splat(0.044715));
  return f32x4.mul(f32x4.add(x, cube), f32x4.splat(1.5957691216));
}

@inline
export function geluTanh(x: v128): v128 {
  return f32x4.mul(x, sigmoid4(twiceInner(x)));
}

@inline
export function geluTanhBackward(x: v128, gradient: v128): v128 {
  let k = twiceInner(x);
  let one = f32x4.splat(1);
  let e = exp4(f32x4.neg(f32x4.abs(k)));
  let scale = f32x4.div(one, f32x4.add(one, e));
  let positive = f32x4.ge(k, f32x4.splat(0));
  let s = f32x4.mul(v128.bitselect(one, e, positive), scale);
  let rest = f32x4.mul(v128.bitselect(e, one, positive), scale);
  let inner = f32x4.add(f32x4.splat(1.5957691216), f32x4.mul(f32x4.splat(0.2140644488), f32x4.mul(x, x)));
  let slope = f32x4.add(s, f32x4.mul(f32x4.mul(x, s), f32x4.mul(rest, inner)));
  return f32x4.mul(gradient, slope);
}
