enable f16;

// The nearest half of an f32 result, of two equally near the even one, infinite from 65,520 on. By whole numbers, for
// WGSL leaves rounding and what lies beyond the range open (see ops/cast/toF16.wgsl).
fn stored(value: f32) -> f16 {
  let bits = bitcast<u32>(value);
  let size = bits & 0x7fffffffu;
  let scaled = size - 0x38000000u;
  var half = (scaled + 0xfffu + ((scaled >> 13u) & 1u)) >> 13u;
  let tiny = bitcast<f32>(select(size, 0u, size >= 0x38800000u));
  half = select(half, u32(round(tiny * 16777216.0)), size < 0x38800000u);
  half = select(half, 0x7c00u, size >= 0x477ff000u);
  half = select(half, 0x7e00u, size > 0x7f800000u);
  return bitcast<vec2h>(half | ((bits >> 16u) & 0x8000u)).x;
}
