// ln(1 + x); near 0 Cephes' polynomial, beyond it by log.
fn logOnePlus4(x: vec4f) -> vec4f {
  let z = x * x;
  var p = 7.0376836292e-2 * x - 1.1514610310e-1;
  p = p * x + 1.1676998740e-1;
  p = p * x - 1.2420140846e-1;
  p = p * x + 1.4249322787e-1;
  p = p * x - 1.6668057665e-1;
  p = p * x + 2.0000714765e-1;
  p = p * x - 2.4999993993e-1;
  p = p * x + 3.3333331174e-1;
  let near = (x > vec4f(-0.29289322)) & (x < vec4f(0.41421356));
  return select(log(1.0 + x), x + (p * x * z - 0.5 * z), near);
}

