fn apply(x: vec4f, gradient: vec4f) -> vec4f {
  let low = vec4f(params.low);
  let high = vec4f(params.high);
  let nan = (bitcast<vec4u>(x) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u);
  let edges = select(gradient, gradient * params.edge, (x == low) | (x == high));
  return select(edges, vec4f(0.0), (x < low) | (x > high) | nan);
}
