// y, a logarithm of x, where x is positive and finite; elsewhere, where the builtin promises nothing (some give −88
// at 0), −∞ at 0, ∞ at ∞, and NaN below 0 and at NaN, all made from the bits of x.
fn logLimits4(x: vec4f, y: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(x);
  let ordinary = bits - 1u < vec4u(0x7f7fffffu);
  let quiet = select(vec4u(0x7fc00000u), vec4u(0u), bits == vec4u(0x7f800000u));
  let limit = bits | select(quiet, vec4u(0xff800000u), (bits & vec4u(0x7fffffffu)) == vec4u(0u));
  return select(bitcast<vec4f>(limit), y, ordinary);
}

