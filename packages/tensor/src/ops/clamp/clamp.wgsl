// Written so that NaN stays NaN.
fn apply(x: vec4f) -> vec4f {
  let low = vec4f(params.low);
  let high = vec4f(params.high);
  return select(select(x, low, x < low), high, x > high);
}
