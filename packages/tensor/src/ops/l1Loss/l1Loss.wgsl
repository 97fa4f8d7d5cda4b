fn loss(x: vec4f, t: vec4f) -> vec4f { return abs(x - t); }

// What is neither above nor below 0 stands for itself: 0, and NaN.
fn slope(x: vec4f, t: vec4f) -> vec4f {
  let d = x - t;
  return select(select(d, vec4f(-1.0), d < vec4f(0.0)), vec4f(1.0), d > vec4f(0.0));
}
