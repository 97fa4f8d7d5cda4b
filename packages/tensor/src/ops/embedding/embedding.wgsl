@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.n * params.columns) {
    return;
  }
  let id = u32(clamp(ids[i / params.columns], 0, i32(params.tokens) - 1));
  out[i] = weight[id * params.columns + i % params.columns];
}
