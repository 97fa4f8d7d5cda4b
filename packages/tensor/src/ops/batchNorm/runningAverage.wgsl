fn apply(x: vec4f, before: vec4f) -> vec4f {
  return (1.0 - params.momentum) * before + params.momentum * x;
}
