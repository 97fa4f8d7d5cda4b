// ln x for ordinary x > 0, as Cephes' logf: the built-in one may be off by 2^-21 around 1, where ln x is small.
fn logarithm4(x: vec4f) -> vec4f {
  // 0x3f3504f3 is √½: what lies above it in the bits counts whole powers of two.
  let bits = bitcast<vec4i>(x) - vec4i(0x3f3504f3);
  let k = vec4f(bits >> vec4u(23u));
  let r = bitcast<vec4f>((bits & vec4i(0x007fffff)) + vec4i(0x3f3504f3)) - 1.0;
  let z = r * r;
  var p = 7.0376836292e-2 * r - 1.1514610310e-1;
  p = p * r + 1.1676998740e-1;
  p = p * r - 1.2420140846e-1;
  p = p * r + 1.4249322787e-1;
  p = p * r - 1.6668057665e-1;
  p = p * r + 2.0000714765e-1;
  p = p * r - 2.4999993993e-1;
  p = p * r + 3.3333331174e-1;
  let tail = p * r * z - 2.12194440e-4 * k - 0.5 * z;
  return r + tail + 0.693359375 * k;
}
