fn initial(first: f32) -> f32 { return first; }

// NaN wins, told by its bits: comparisons may be compiled as if there were none.
fn combine(a: f32, b: f32) -> f32 {
  let nan = (bitcast<u32>(a) & 0x7fffffffu) > 0x7f800000u;
  return select(b, a, (a > b) || nan);
}
