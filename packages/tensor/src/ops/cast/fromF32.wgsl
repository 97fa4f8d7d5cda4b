// The ends of the range and NaN are told by whole numbers, so that every device agrees on them.
fn isNan4(bits: vec4u) -> vec4<bool> { return (bits & vec4u(0x7fffffffu)) > vec4u(0x7f800000u); }

fn toI32(bits: vec4u) -> vec4i {
  let size = bits & vec4u(0x7fffffffu);
  let negative = bits > vec4u(0x7fffffffu);
  let large = size >= vec4u(0x4f000000u); // 2^31
  let value = vec4i(bitcast<vec4f>(select(bits, vec4u(0u), large)));
  let most = select(vec4i(0x7fffffff), vec4i(-0x7fffffff - 1), negative);
  return select(select(value, most, large), vec4i(0), isNan4(bits));
}

fn toU32(bits: vec4u) -> vec4u {
  let negative = bits > vec4u(0x7fffffffu);
  let large = bits >= vec4u(0x4f800000u); // 2^32
  let value = vec4u(bitcast<vec4f>(select(bits, vec4u(0u), large | negative)));
  return select(select(value, vec4u(0xffffffffu), large), vec4u(0u), negative | isNan4(bits));
}

