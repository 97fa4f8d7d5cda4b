/** (a − b)² */
@inline
export function squaredDifference(a: v128, b: v128): v128 {
  let difference = f32x4.sub(a, b);
  return f32x4.mul(difference, difference);
}
