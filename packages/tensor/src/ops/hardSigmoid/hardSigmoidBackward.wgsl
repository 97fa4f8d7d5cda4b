fn apply(x: vec4f, gradient: vec4f) -> vec4f {
  return select(vec4f(0.0), gradient * (1.0 / 6.0), (x > vec4f(-3.0)) & (x < vec4f(3.0)));
}
