// A polynomial (Cephes' tanhf) near 0, exponentials that cannot overflow further out: the builtin may
// be off by 1e-5 and overflows on some drivers.
fn tanh4(x: vec4f) -> vec4f {
  let z = x * x;
  var p = -5.70498872745e-3 * z + 2.06390887954e-2;
  p = p * z - 5.37397155531e-2;
  p = p * z + 1.33314422036e-1;
  p = p * z - 3.33332819422e-1;
  let near = p * z * x + x;
  let e = exp(-2.0 * abs(x));
  let far = (1.0 - e) / (1.0 + e);
  return select(select(far, -far, x < vec4f(0.0)), near, abs(x) < vec4f(0.625));
}
