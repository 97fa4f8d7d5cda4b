@inline
export function floor(x: v128): v128 {
  return f32x4.floor(x);
}

@inline
export function ceil(x: v128): v128 {
  return f32x4.ceil(x);
}

/** Halves to even. */
@inline
export function round(x: v128): v128 {
  return f32x4.nearest(x);
}

/** NaN gives 0. */
@inline
export function sign(x: v128): v128 {
  let positive = f32x4.gt(x, f32x4.splat(0));
  let negative = f32x4.lt(x, f32x4.splat(0));
  return v128.or(v128.and(f32x4.splat(1), positive), v128.and(f32x4.splat(-1), negative));
}
