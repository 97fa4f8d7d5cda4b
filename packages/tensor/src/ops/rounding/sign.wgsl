// By whole numbers: comparisons of floats may be compiled as if there were no NaN.
fn apply(x: vec4f) -> vec4f {
  let bits = bitcast<vec4u>(x);
  let size = bits & vec4u(0x7fffffffu);
  let none = (size == vec4u(0u)) | (size > vec4u(0x7f800000u));
  return select(select(vec4f(1.0), vec4f(-1.0), bits != size), vec4f(0.0), none);
}
