// One workgroup per chunk of rows. First dx, row by row: with n = x·rstd and g = gradient·weight,
// dx = rstd · (g − n · average(g·n)). Then, an invocation per column, the chunk's sum of gradient·n. The
// kernel's own text provides value(i), what was normalised, and passed(i), the gradient that does not come
// through the norm.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let chunk = workgroupIndex(group, groups);
  let begin = chunk * params.chunk;
  let end = min(begin + params.chunk, params.rows);
  for (var step = 0u; step < params.chunk; step += ROWS) {
    let row = begin + step + local / LANES;
    let columns = select(0u, params.columns, row < end);
    let first = row * params.columns;
    let scale = rstd[min(row, params.rows - 1u)];
    var part = 0.0;
    for (var i = local % LANES; i < columns; i += LANES) {
      part += gradient[first + i] * weight[i] * value(first + i) * scale;
    }
    let shrink = rowSum(part, local) / f32(params.columns) * scale;
    for (var i = local % LANES; i < columns; i += LANES) {
      dx[first + i] = scale * (gradient[first + i] * weight[i] - value(first + i) * shrink) + passed(first + i);
    }
  }
  if (begin >= end) {
    return;
  }
  for (var column = local; column < params.columns; column += 256u) {
    var total = 0.0;
    for (var row = begin; row < end; row++) {
      let i = row * params.columns + column;
      total += gradient[i] * value(i) * rstd[row];
    }
    dweight[chunk * params.columns + column] = total;
  }
}
