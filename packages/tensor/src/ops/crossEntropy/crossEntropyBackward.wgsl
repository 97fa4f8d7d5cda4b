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
  let row = i / params.columns;
  let label = targets[row];
  if (label == i32(params.ignoreIndex)) {
    dx[i] = 0.0;
    return;
  }
  var scale = gradient[select(0u, row, params.perRow != 0u)];
  if (params.mean != 0u) {
    scale /= count[0];
  }
  var hot = select(0.0, 1.0, u32(label) == i % params.columns);
  hot += params.smoothing * (1.0 / f32(params.columns) - hot);
  dx[i] = (exp(x[i] - logSums[row]) - hot) * scale;
}
