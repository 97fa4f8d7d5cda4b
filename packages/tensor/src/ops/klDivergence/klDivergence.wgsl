// With setting 1 the targets are logarithms. Where a target is 0 it adds nothing.
fn loss(x: vec4f, t: vec4f) -> vec4f {
  if (params.setting != 0.0) {
    return exp(t) * (t - x);
  }
  return select(t * (log(t) - x), vec4f(0.0), t == vec4f(0.0));
}

fn slope(x: vec4f, t: vec4f) -> vec4f {
  if (params.setting != 0.0) {
    return -exp(t);
  }
  return -t;
}
