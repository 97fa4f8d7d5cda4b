@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.n) {
    return;
  }
  let key = keys[i];
  if (i > 0u && keys[max(i, 1u) - 1u] == key) {
    return;
  }
  var total = out[key];
  for (var k = i; k < params.n && keys[k] == key; k++) {
    total += source[order[k]];
  }
  out[key] = total;
}
