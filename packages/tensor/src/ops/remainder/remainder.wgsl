// The quotient may be off by one where a division is not rounded correctly.
fn apply(a: vec4f, b: vec4f) -> vec4f {
  var r = a - floor(a / b) * b;
  r = select(r, r - b, abs(r) >= abs(b));
  return select(r, r + b, (r != vec4f(0.0)) & ((r < vec4f(0.0)) != (b < vec4f(0.0))));
}
