// y, but NaN where x is. WGSL lets implementations assume that there is no NaN (section 15.7.2), and some exp
// make a number of one; the bits are integers, about which nobody may assume anything.
fn keepNan4(x: vec4f, y: vec4f) -> vec4f {
  return select(y, x, (bitcast<vec4u>(x) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u));
}

