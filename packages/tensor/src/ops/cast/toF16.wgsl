// By whole numbers: pack2x16float may round towards 0, and what it does beyond the range is left open. Below 2^-14 a
// half counts in units of 2^-24.
fn halfBits(x: vec4f) -> vec4u {
  let bits = bitcast<vec4u>(x);
  let size = bits & vec4u(0x7fffffffu);
  let scaled = size - vec4u(0x38000000u);
  var half = (scaled + vec4u(0xfffu) + ((scaled >> vec4u(13u)) & vec4u(1u))) >> vec4u(13u);
  let tiny = bitcast<vec4f>(select(size, vec4u(0u), size >= vec4u(0x38800000u)));
  half = select(half, vec4u(round(tiny * 16777216.0)), size < vec4u(0x38800000u));
  half = select(half, vec4u(0x7c00u), size >= vec4u(0x477ff000u));
  half = select(half, vec4u(0x7e00u), size > vec4u(0x7f800000u));
  return half | ((bits >> vec4u(16u)) & vec4u(0x8000u));
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
  let last = (params.n - 1u) / 4u;
  let a = halfBits(x[2u * i]);
  let b = halfBits(x[min(2u * i + 1u, last)]);
  out[i] = vec4u(a.xz | (a.yw << vec2u(16u)), b.xz | (b.yw << vec2u(16u)));
}
