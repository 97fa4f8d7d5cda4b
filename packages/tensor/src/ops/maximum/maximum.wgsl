// NaN wins, told by its bits: comparisons may be compiled as if there were none.
fn apply(a: vec4f, b: vec4f) -> vec4f {
  let nan = (bitcast<vec4u>(a) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u);
  return select(b, a, (a > b) | nan);
}
