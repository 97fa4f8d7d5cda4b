/** An operand's four values from element i on: zeros, one value for all, or a value per element. */
@inline
function operand(mode: u32, p: usize, i: usize): v128 {
  if (mode == 2) return v128.load(p + i);
  return mode == 1 ? v128.load32_splat(p) : i32x4.splat(0);
}

export function where(
  condition: usize, a: usize, b: usize, out: usize, n: u32, mask: u32, aMode: u32, bMode: u32,
  start: u32, end: u32,
): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  let bits = i32x4.splat(mask);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let no = i32x4.eq(v128.and(v128.load(condition + i), bits), i32x4.splat(0));
    v128.store(out + i, v128.bitselect(operand(bMode, b, i), operand(aMode, a, i), no));
  }
}
