@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.rows * params.columns) {
    return;
  }
  let first = i / params.columns * params.columns;
  let key = keys[i];
  var rank = 0u;
  for (var k = first; k < i; k++) {
    rank += select(0u, 1u, keys[k] <= key);
  }
  for (var k = i + 1u; k < first + params.columns; k++) {
    rank += select(0u, 1u, keys[k] < key);
  }
  order[first + rank] = i32(i - first);
}
