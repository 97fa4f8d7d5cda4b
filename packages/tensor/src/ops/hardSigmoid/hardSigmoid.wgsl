// Written so that NaN stays NaN.
fn apply(x: vec4f) -> vec4f {
  let y = x * (1.0 / 6.0) + 0.5;
  return select(select(y, vec4f(0.0), y < vec4f(0.0)), vec4f(1.0), y > vec4f(1.0));
}
