@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i < params.n * params.classes) {
    out[i] = select(0u, params.word, u32(ids[i / params.classes]) == i % params.classes);
  }
}
