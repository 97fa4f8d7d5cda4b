// x·σ(2k) with k = √(2/π)·(x + 0.044715·x³), which is ½·x·(1 + tanh k).
fn geluTanh4(x: vec4f) -> vec4f {
  let k = 1.5957691216 * (x + 0.044715 * x * x * x);
  let e = exp(-abs(k));
  return x * select(e, vec4f(1.0), k >= vec4f(0.0)) / (1.0 + e);
}

fn geluTanhGradient4(x: vec4f) -> vec4f {
  let k = 1.5957691216 * (x + 0.044715 * x * x * x);
  let e = exp(-abs(k));
  let positive = k >= vec4f(0.0);
  let s = select(e, vec4f(1.0), positive) / (1.0 + e);
  let rest = select(vec4f(1.0), e, positive) / (1.0 + e);
  return s + x * s * rest * (1.5957691216 + 0.2140644488 * x * x);
}
