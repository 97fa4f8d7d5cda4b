@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = workgroupIndex(group, groups) * ROWS + local / LANES;
  let columns = select(0u, params.columns, row < params.rows);
  let first = row * params.columns;
  var part = 0.0;
  for (var i = local % LANES; i < columns; i += LANES) {
    part += x[first + i];
  }
  let average = rowSum(part, local) / f32(params.columns);
  part = 0.0;
  for (var i = local % LANES; i < columns; i += LANES) {
    let away = x[first + i] - average;
    part += away * away;
  }
  let variance = rowSum(part, local) / f32(params.columns);
  if (columns > 0u && local % LANES == 0u) {
    mean[row] = average;
    rstd[row] = 1.0 / sqrt(variance + params.eps);
  }
}
