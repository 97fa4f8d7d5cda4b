@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let line = workgroupIndex(group, groups) * 256u + local;
  if (line >= params.outer * params.inner) {
    return;
  }
  let o = line / params.inner;
  let i = line % params.inner;
  for (var k = 0u; k < params.picks; k++) {
    let at = (o * params.picks + k) * params.inner + i;
    let position = u32(clamp(index[at], 0, i32(params.length) - 1));
    out[(o * params.length + position) * params.inner + i] += source[at];
  }
}
