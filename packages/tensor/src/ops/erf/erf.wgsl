// Near 0 a polynomial of our own (1e-9 before rounding), beyond it the normal distribution's tail.
fn apply(x: vec4f) -> vec4f {
  let z = x * x;
  var p = 7.85386073e-5 * z - 8.01019371e-4;
  p = p * z + 5.18832775e-3;
  p = p * z - 2.68538129e-2;
  p = p * z + 1.12835854e-1;
  p = p * z - 3.7612626e-1;
  p = p * z + 1.28379166e-1;
  let size = abs(x);
  let far = 1.0 - 2.0 * normalTail(size * 1.41421356, exp(-z));
  return select(select(far, -far, x < vec4f(0.0)), p * x + x, size < vec4f(1.0));
}
