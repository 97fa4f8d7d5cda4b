// The gradients of a norm. One workgroup per chunk of rows. First dx, row by row: with n = (x − average)·scale
// and g = gradient·weight, dx = scale · (g − average(g) − n · average(g·n)). Then, an invocation per column, the
// chunk's sums of gradient·n and of gradient. The kernel's own text provides value(i), what was normalised, and
// passed(i), the gradient that does not come through the norm; the norm's averageOf(row), scaleOf(row),
// centred(average), which is 0 where the norm subtracts none, and keepBias(at, value).
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
    let here = min(row, params.rows - 1u);
    let average = averageOf(here);
    let scale = scaleOf(here);
    var part = vec2f(0.0);
    for (var i = local % LANES; i < columns; i += LANES) {
      let g = gradient[first + i] * weight[i];
      part += vec2f(g, g * (value(first + i) - average) * scale);
    }
    let sums = rowSum2(part, local) / f32(params.columns);
    let shift = centred(sums.x);
    for (var i = local % LANES; i < columns; i += LANES) {
      let n = (value(first + i) - average) * scale;
      dx[first + i] = scale * (gradient[first + i] * weight[i] - shift - n * sums.y) + passed(first + i);
    }
  }
  if (begin >= end) {
    return;
  }
  for (var column = local; column < params.columns; column += 256u) {
    var forWeight = 0.0;
    var forBias = 0.0;
    for (var row = begin; row < end; row++) {
      let i = row * params.columns + column;
      let g = gradient[i];
      forWeight += g * (value(i) - averageOf(row)) * scaleOf(row);
      forBias += g;
    }
    dweight[chunk * params.columns + column] = forWeight;
    keepBias(chunk * params.columns + column, forBias);
  }
}
