import { sine4 } from '../../backend/cpu/math.wasm';

@inline
export function sin(x: v128): v128 {
  return sine4(x, 0);
}

@inline
export function sinBackward(x: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, sine4(x, 1));
}

@inline
export function cos(x: v128): v128 {
  return sine4(x, 1);
}

@inline
export function cosBackward(x: v128, gradient: v128): v128 {
  return f32x4.neg(f32x4.mul(gradient, sine4(x, 0)));
}

@inline
export function tan(x: v128): v128 {
  return f32x4.div(sine4(x, 0), sine4(x, 1));
}

/** From y = tan x. */
@inline
export function tanBackward(y: v128, gradient: v128): v128 {
  return f32x4.mul(gradient, f32x4.add(f32x4.splat(1), f32x4.mul(y, y)));
}
