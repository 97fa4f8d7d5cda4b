/** Four numbers as the bits of the nearest halves; see toF16.wgsl. */
@inline
function halfBits(x: v128): v128 {
  let size = v128.and(x, i32x4.splat(0x7fffffff));
  let scaled = i32x4.sub(size, i32x4.splat(0x38000000));
  let odd = v128.and(i32x4.shr_u(scaled, 13), i32x4.splat(1));
  let half = i32x4.shr_u(i32x4.add(i32x4.add(scaled, i32x4.splat(0xfff)), odd), 13);
  let tiny = i32x4.trunc_sat_f32x4_u(f32x4.nearest(f32x4.mul(size, f32x4.splat(16777216))));
  half = v128.bitselect(tiny, half, i32x4.lt_s(size, i32x4.splat(0x38800000)));
  half = v128.bitselect(i32x4.splat(0x7c00), half, i32x4.ge_s(size, i32x4.splat(0x477ff000)));
  half = v128.bitselect(i32x4.splat(0x7e00), half, i32x4.gt_s(size, i32x4.splat(0x7f800000)));
  return v128.or(half, v128.and(i32x4.shr_u(x, 16), i32x4.splat(0x8000)));
}

/** Four halves, one per word, as numbers. */
@inline
function halfValues(half: v128): v128 {
  let size = v128.and(half, i32x4.splat(0x7fff));
  let bits = i32x4.add(i32x4.shl(size, 13), i32x4.splat(0x38000000));
  let special = i32x4.ge_s(size, i32x4.splat(0x7c00));
  bits = i32x4.add(bits, v128.and(special, i32x4.splat(0x38000000)));
  let tiny = f32x4.mul(f32x4.convert_i32x4_s(size), f32x4.splat(5.9604644775390625e-8));
  bits = v128.bitselect(tiny, bits, i32x4.lt_s(size, i32x4.splat(0x400)));
  return v128.or(bits, i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16));
}

/** A task is 1,024 elements; what is read past the end lands in the padding. */
export function castF32ToF16(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let last = min(end << 10, n);
  for (let i = start << 10; i < last; i += 8) {
    let p = x + (<usize>i << 2);
    let words = i16x8.narrow_i32x4_u(halfBits(v128.load(p)), halfBits(v128.load(p, 16)));
    v128.store(out + (<usize>i << 1), words);
  }
}

export function castF16ToF32(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let last = min(end << 10, n);
  for (let i = start << 10; i < last; i += 8) {
    let halves = v128.load(x + (<usize>i << 1));
    let to = out + (<usize>i << 2);
    v128.store(to, halfValues(i32x4.extend_low_i16x8_u(halves)));
    if (i + 4 < last) v128.store(to, halfValues(i32x4.extend_high_i16x8_u(halves)), 16);
  }
}
