@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let segment = workgroupIndex(group, groups) * ROWS + local / LANES;
  let columns = select(0u, params.columns, segment < params.segments);
  let first = segment * params.columns;
  let here = min(segment, params.segments - 1u);
  let k = select(here / params.group, here % params.channels, params.perChannel != 0u);
  var part = vec2f(0.0);
  for (var i = first + local % LANES; i < first + columns; i += LANES) {
    let away = x[i] - mean[k];
    part += select(vec2f(y[i], y[i] * away * rstd[k]), vec2f(away * away, 0.0), params.squares != 0u);
  }
  let found = rowSum2(part, local);
  if (segment < params.segments && local % LANES == 0u) {
    plain[segment] = found.x;
    weighted[segment] = found.y;
  }
}
