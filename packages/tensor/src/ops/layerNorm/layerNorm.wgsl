// The kernel's own text says what is normalised: firstRead(i), then value(i).
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
    part += firstRead(first + i);
  }
  let average = rowSum(part, local) / f32(params.columns);
  part = 0.0;
  for (var i = local % LANES; i < columns; i += LANES) {
    let away = value(first + i) - average;
    part += away * away;
  }
  let scale = 1.0 / sqrt(rowSum(part, local) / f32(params.columns) + params.eps);
  for (var i = local % LANES; i < columns; i += LANES) {
    let y = (value(first + i) - average) * scale * weight[i];
    out[first + i] = select(y, y + bias[i], params.hasBias != 0u);
  }
  if (columns > 0u && local % LANES == 0u) {
    statistics[row] = average;
    statistics[params.rows + row] = scale;
  }
}
