fn apply(x: vec4f) -> vec4f {
  return select(x, params.alpha * expMinusOne4(x), x <= vec4f(0.0));
}
