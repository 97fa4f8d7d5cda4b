@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let scale = params.maxNorm / (norm[0] + 1e-6);
  if (workgroupIndex(group, groups) == 0u) {
    out[0] = select(scale, 1.0, scale > 1.0);
  }
}
