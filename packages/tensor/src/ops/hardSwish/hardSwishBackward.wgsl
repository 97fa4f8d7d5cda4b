fn apply(x: vec4f, gradient: vec4f) -> vec4f {
  let slope = select(x * (1.0 / 3.0) + 0.5, vec4f(1.0), x > vec4f(3.0));
  return gradient * select(slope, vec4f(0.0), x < vec4f(-3.0));
}
