// Exponents that are small multiples of ½ by repeated squaring (and a square root), accurate to the
// last places; others through logarithms, with the sign of a whole exponent's parity.
fn repeated(x: vec4f) -> vec4f {
  var result = vec4f(1.0);
  var base = x;
  for (var n = params.halves / 2u; n > 0u; n >>= 1u) {
    if ((n & 1u) == 1u) {
      result *= base;
    }
    base *= base;
  }
  if ((params.halves & 1u) == 1u) {
    result *= sqrt(x);
  }
  return result;
}

fn apply(x: vec4f) -> vec4f {
  if (params.squared == 1u) {
    let result = repeated(x);
    if (params.exponent < 0.0) {
      return 1.0 / result;
    }
    return result;
  }
  var size = keepNan4(x, exp(params.exponent * log(abs(x))));
  // What logarithms make of 0 differs between drivers.
  let atZero = select(vec4f(0.0), 1.0 / abs(x), params.exponent < 0.0);
  size = select(size, atZero, x == vec4f(0.0));
  if (params.parity == 2u) {
    return size;
  }
  if (params.parity == 1u) {
    return select(size, -size, x < vec4f(0.0));
  }
  return select(size, sqrt(x), x < vec4f(0.0)); // NaN
}
