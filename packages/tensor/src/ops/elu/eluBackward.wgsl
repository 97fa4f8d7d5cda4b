fn apply(x: vec4f, gradient: vec4f) -> vec4f {
  return select(gradient, gradient * params.alpha * exp(x), x <= vec4f(0.0));
}
