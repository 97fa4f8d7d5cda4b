/** IEEE 754 half precision: two bytes in memory, f32 in registers. */

/** Four numbers as the bits of the nearest halves; see ops/cast/toF16.wgsl. */
@inline
export function halfBits(x: v128): v128 {
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
export function halfValues(half: v128): v128 {
  let size = v128.and(half, i32x4.splat(0x7fff));
  let bits = i32x4.add(i32x4.shl(size, 13), i32x4.splat(0x38000000));
  let special = i32x4.ge_s(size, i32x4.splat(0x7c00));
  bits = i32x4.add(bits, v128.and(special, i32x4.splat(0x38000000)));
  let tiny = f32x4.mul(f32x4.convert_i32x4_s(size), f32x4.splat(5.9604644775390625e-8));
  bits = v128.bitselect(tiny, bits, i32x4.lt_s(size, i32x4.splat(0x400)));
  return v128.or(bits, i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16));
}


/** Four numbers in memory, f32 or (T = u16) halves. */
@inline
export function load4<T>(from: usize): v128 {
  if (sizeof<T>() == 2) return halfValues(v128.load16x4_u(from));
  return v128.load(from);
}

/** One number in memory, f32 or (T = u16) a half. */
@inline
export function load1<T>(from: usize): f32 {
  if (sizeof<T>() == 2) return f32x4.extract_lane(halfValues(i32x4.splat(<i32>load<u16>(from))), 0);
  return load<f32>(from);
}

/** n numbers as halves. */
export function storeHalves(from: usize, to: usize, n: u32): void {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) {
    let p = from + (<usize>i << 2);
    let words = i16x8.narrow_i32x4_u(halfBits(v128.load(p)), halfBits(v128.load(p, 16)));
    v128.store(to + (<usize>i << 1), words);
  }
  for (; i < n; i++) {
    let bits = halfBits(v128.load32_splat(from + (<usize>i << 2)));
    store<u16>(to + (<usize>i << 1), <u16>i32x4.extract_lane(bits, 0));
  }
}
