import { arctangent4, sine4 } from '../../backend/cpu/math.wasm';

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

@inline
export function atan(x: v128): v128 {
  return arctangent4(x, f32x4.splat(1));
}

@inline
export function atanBackward(x: v128, gradient: v128): v128 {
  return f32x4.div(gradient, f32x4.add(f32x4.splat(1), f32x4.mul(x, x)));
}

@inline
export function atan2(y: v128, x: v128): v128 {
  return arctangent4(y, x);
}

/** x / (x² + y²), 0 at the origin. */
@inline
export function atan2Slope(y: v128, x: v128): v128 {
  let squares = f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y));
  return v128.andnot(f32x4.div(x, squares), f32x4.eq(squares, f32x4.splat(0)));
}

/** −y / (x² + y²), 0 at the origin. */
@inline
export function atan2CrossSlope(y: v128, x: v128): v128 {
  return f32x4.neg(atan2Slope(x, y));
}
