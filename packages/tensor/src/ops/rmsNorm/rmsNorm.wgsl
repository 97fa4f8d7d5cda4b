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
    part += x[first + i] * x[first + i];
  }
  let scale = 1.0 / sqrt(rowSum(part, local) / f32(params.columns) + params.eps);
  for (var i = local % LANES; i < columns; i += LANES) {
    out[first + i] = x[first + i] * scale * weight[i];
  }
  if (columns > 0u && local % LANES == 0u) {
    rstd[row] = scale;
  }
}
