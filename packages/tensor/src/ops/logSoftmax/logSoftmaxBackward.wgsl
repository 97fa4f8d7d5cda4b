// dx = gradient − e^y · Σ gradient
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
    part += gradient[first + i];
  }
  let total = rowSum(part, local);
  for (var i = local % LANES; i < columns; i += LANES) {
    out[first + i] = gradient[first + i] - exp(y[first + i]) * total;
  }
}
