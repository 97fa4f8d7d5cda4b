fn apply(x: vec4f, gradient: vec4f) -> vec4f {
  return select(gradient, params.negativeSlope * gradient, x <= vec4f(0.0));
}
