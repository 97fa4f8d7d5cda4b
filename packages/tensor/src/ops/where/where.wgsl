fn apply(condition: vec4u, a: vec4u, b: vec4u) -> vec4u {
  return select(b, a, (condition & vec4u(params.mask)) != vec4u(0u));
}
