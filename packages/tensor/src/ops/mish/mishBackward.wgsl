// The derivative of tanh(ln(1 + n)) is 4·n·(1 + n) / (n·(n + 2) + 2)².
fn apply(x: vec4f, gradient: vec4f) -> vec4f {
  let n = exp(min(x, vec4f(20.0)));
  let t = n * (n + 2.0);
  let slope = 4.0 * n * (1.0 + n) / ((t + 2.0) * (t + 2.0));
  return gradient * (t / (t + 2.0) + x * slope);
}
