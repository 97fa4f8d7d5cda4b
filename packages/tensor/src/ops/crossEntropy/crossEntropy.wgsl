@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = workgroupIndex(group, groups) * ROWS + local / LANES;
  let columns = select(0u, params.columns, row < params.rows);
  let first = row * params.columns;
  let found = rowExpSum(first, columns, local);
  // With label smoothing every class is a target a little: by how much the row's mean is below its top.
  var below = 0.0;
  if (params.smoothing != 0.0) {
    for (var i = local % LANES; i < columns; i += LANES) {
      below += found.x - x[first + i];
    }
    below = rowSum(below, local) / f32(params.columns);
  }
  if (columns == 0u || local % LANES != 0u) {
    return;
  }
  let logTotal = log(found.y);
  logSums[row] = found.x + logTotal;
  let label = targets[row];
  if (label == i32(params.ignoreIndex)) {
    losses[row] = 0.0;
  } else if (u32(label) < params.columns) {
    let hard = found.x - x[first + u32(label)];
    losses[row] = select(hard, mix(hard, below, params.smoothing), params.smoothing != 0.0) + logTotal;
  } else {
    // NaN by its bits: WGSL has no literal for it and refuses constant expressions that make one.
    var bits = 0x7fc00000u;
    losses[row] = bitcast<f32>(bits);
  }
}
