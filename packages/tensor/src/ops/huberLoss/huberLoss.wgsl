fn loss(x: vec4f, t: vec4f) -> vec4f {
  let d = abs(x - t);
  let delta = params.setting;
  return select(0.5 * d * d, delta * (d - 0.5 * delta), d > vec4f(delta));
}

fn slope(x: vec4f, t: vec4f) -> vec4f {
  let d = x - t;
  let delta = vec4f(params.setting);
  return select(select(d, -delta, d < -delta), delta, d > delta);
}
