// An invocation goes down one column of one matrix.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (index >= params.rows * params.length) {
    return;
  }
  let column = index % params.length;
  let row = index / params.length;
  var total = 0.0;
  for (var i = 0u; i < params.length; i++) {
    if (i > column) {
      total += x[row * params.length + i];
    }
    out[(row * params.length + i) * params.length + column] = select(0.0, exp(total), i >= column);
  }
}
