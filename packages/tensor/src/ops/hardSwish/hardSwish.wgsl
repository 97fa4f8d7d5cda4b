fn apply(x: vec4f) -> vec4f {
  return x * (clamp(x + 3.0, vec4f(0.0), vec4f(6.0)) * (1.0 / 6.0));
}
