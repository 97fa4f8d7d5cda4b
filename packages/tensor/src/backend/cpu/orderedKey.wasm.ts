/** Four floats as whole numbers of the same order: NaN the largest, −0 as 0. */
@inline
export function orderedKey4(x: v128): v128 {
  let key = v128.xor(x, v128.or(i32x4.shr_s(x, 31), i32x4.splat(0x80000000)));
  key = v128.bitselect(i32x4.splat(0x80000000), key, f32x4.eq(x, f32x4.splat(0)));
  return v128.or(key, f32x4.ne(x, x));
}

/** One float. */
@inline
export function orderedKey(x: f32): u32 {
  if (x != x) return 0xffffffff;
  if (x == 0) return 0x80000000;
  let bits = reinterpret<u32>(x);
  return bits >> 31 ? ~bits : bits | 0x80000000;
}
