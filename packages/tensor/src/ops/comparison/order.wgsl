// Words of each dtype as whole numbers of the same order. Floats, too: no comparison of theirs is left to
// a compiler that may assume there is no NaN, nor to hardware that takes subnormals for 0. −0 becomes 0.
fn keyOfF32(bits: vec4u) -> vec4i {
  let size = bitcast<vec4i>(bits & vec4u(0x7fffffffu));
  return select(size, -size, bits > vec4u(0x7fffffffu));
}

fn keyOfI32(bits: vec4u) -> vec4i { return bitcast<vec4i>(bits); }

fn keyOfU32(bits: vec4u) -> vec4u { return bits; }

fn unordered(a: vec4u, b: vec4u) -> vec4<bool> {
  return max(a & vec4u(0x7fffffffu), b & vec4u(0x7fffffffu)) > vec4u(0x7f800000u);
}

