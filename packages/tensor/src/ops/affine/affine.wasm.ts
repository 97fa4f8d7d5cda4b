@inline
export function affine(x: v128, scale: f32, shift: f32): v128 {
  return f32x4.add(f32x4.mul(x, f32x4.splat(scale)), f32x4.splat(shift));
}
