// Nothing has a share in a sum of nothing, where y = −∞.
fn apply(x: vec4f, y: vec4f) -> vec4f {
  return exp(x - select(y, vec4f(0.0), bitcast<vec4u>(y) == vec4u(0xff800000u)));
}
