@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let token = workgroupIndex(group, groups) * 256u + local;
  if (token > params.tokens) {
    return;
  }
  var low = 0u;
  var high = params.n;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (u32(keys[middle]) < token) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  starts[token] = i32(low);
}
