// Φ, the normal distribution's cumulative function: for u = |x|, Φ(−u) = e^(−u²/2) · t·P(t) with
// t = 1/(1 + 0.325·u); P is a minimax fit of our own, good to 2e-9 before rounding.
fn normalTail(u: vec4f, density: vec4f) -> vec4f {
  let t = 1.0 / (1.0 + 0.325 * u);
  var p = 0.0452408048 * t - 0.228386084;
  p = p * t + 0.363892866;
  p = p * t - 0.120434738;
  p = p * t + 0.195049199;
  p = p * t + 0.113635062;
  p = p * t + 0.131002892;
  return density * (p * t);
}

fn gelu4(x: vec4f) -> vec4f {
  let tail = normalTail(abs(x), exp(-0.5 * x * x));
  return x * select(1.0 - tail, tail, x < vec4f(0.0));
}

// Φ(x) + x·φ(x)
fn geluGradient4(x: vec4f) -> vec4f {
  let density = exp(-0.5 * x * x);
  let tail = normalTail(abs(x), density);
  return select(1.0 - tail, tail, x < vec4f(0.0)) + x * density * 0.3989422804;
}
