// x·σ(x), and its derivative σ(x)·(1 + x·(1 − σ(x))), without overflow.
fn silu4(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  return x * select(e, vec4f(1.0), x >= vec4f(0.0)) / (1.0 + e);
}

fn siluGradient4(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  let positive = x >= vec4f(0.0);
  let s = select(e, vec4f(1.0), positive) / (1.0 + e);
  let rest = select(vec4f(1.0), e, positive) / (1.0 + e);
  return s * (1.0 + x * rest);
}
