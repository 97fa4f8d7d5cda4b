@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.matrices * params.rows * params.columns) {
    return;
  }
  let right = i32(i % params.columns) - i32(i / params.columns % params.rows);
  let diagonal = bitcast<i32>(params.diagonal);
  let inside = select(right <= diagonal, right >= diagonal, params.upper == 1u);
  out[i] = select(0u, x[i], inside);
}
