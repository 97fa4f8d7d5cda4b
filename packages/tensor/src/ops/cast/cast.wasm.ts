@inline
export function castF32ToI32(x: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(x);
}

@inline
export function castF32ToU32(x: v128): v128 {
  return i32x4.trunc_sat_f32x4_u(x);
}

/** NaN is not 0. */
@inline
export function castF32ToBool(x: v128): v128 {
  return v128.and(f32x4.ne(x, f32x4.splat(0)), i32x4.splat(1));
}

@inline
export function castI32ToF32(x: v128): v128 {
  return f32x4.convert_i32x4_s(x);
}

@inline
export function castU32ToF32(x: v128): v128 {
  return f32x4.convert_i32x4_u(x);
}

@inline
export function castWordsToBool(x: v128): v128 {
  return v128.and(i32x4.ne(x, i32x4.splat(0)), i32x4.splat(1));
}

@inline
export function castWords(x: v128): v128 {
  return x;
}
