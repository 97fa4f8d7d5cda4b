// e^x − 1; near 0 Cephes' polynomial, beyond it by exp.
fn expMinusOne4(x: vec4f) -> vec4f {
  let z = x * x;
  let odd = (1.9875691500e-4 * z + 8.3334519073e-3) * z + 1.6666665459e-1;
  let even = (1.3981999507e-3 * z + 4.1665795894e-2) * z + 5.0000001201e-1;
  return select(exp(x) - 1.0, (odd * x + even) * z + x, abs(x) < vec4f(0.34657359));
}

