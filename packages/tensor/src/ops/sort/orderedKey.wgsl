// Floats as whole numbers of the same order, NaN the largest, −0 as 0, so that no comparison of floats is
// left to the compiler.
fn orderedKey(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return 0xffffffffu;
  }
  if ((bits & 0x7fffffffu) == 0u) {
    return 0x80000000u;
  }
  return select(bits | 0x80000000u, ~bits, bits > 0x7fffffffu);
}
