// By whole numbers: unpack2x16float may take subnormals for 0.
fn halfValues(half: vec4u) -> vec4f {
  let size = half & vec4u(0x7fffu);
  var bits = (size << vec4u(13u)) + vec4u(0x38000000u);
  bits = select(bits, bits + vec4u(0x38000000u), size >= vec4u(0x7c00u));
  bits = select(bits, bitcast<vec4u>(vec4f(size) * 5.9604644775390625e-8), size < vec4u(0x400u));
  return bitcast<vec4f>(bits | ((half & vec4u(0x8000u)) << vec4u(16u)));
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 8u >= params.n) {
    return;
  }
  let words = x[i];
  let low = words & vec4u(0xffffu);
  let high = words >> vec4u(16u);
  out[2u * i] = halfValues(vec4u(low.x, high.x, low.y, high.y));
  if (i * 8u + 4u < params.n) {
    out[2u * i + 1u] = halfValues(vec4u(low.z, high.z, low.w, high.w));
  }
}
