@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.outer * params.picks * params.inner) {
    return;
  }
  let o = i / params.inner / params.picks;
  let position = u32(clamp(index[i], 0, i32(params.length) - 1));
  keys[i] = i32((o * params.length + position) * params.inner + i % params.inner);
}
