// Divisors of which every number is a multiple (and 0) are replaced: −2^31 / −1 has no answer.
fn apply(a: vec4i, b: vec4i) -> vec4i {
  let r = a % select(b, vec4i(1), (b == vec4i(0)) | (b == vec4i(-1)));
  return select(r, r + b, (r != vec4i(0)) & ((r ^ b) < vec4i(0)));
}
