// One channel of one chunk of rows per invocation: Σ dz·x per tap, and Σ dz.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let blocks = (params.columns + 63u) / 64u;
  let index = workgroupIndex(group, groups);
  let column = index % blocks * 64u + local;
  let chunk = index / blocks;
  let rows = params.batch * params.length;
  if (column >= params.columns || chunk * params.chunk >= rows) {
    return;
  }
  var sums = array<f32, WIDTH>();
  var total = 0.0;
  let last = min(rows, chunk * params.chunk + params.chunk);
  for (var row = chunk * params.chunk; row < last; row++) {
    let slope = dz[row * params.columns + column];
    total += slope;
    let image = row / params.length;
    for (var k = 0u; k < WIDTH; k++) {
      // The time of the row that tap k reads, counted from the start of the state.
      let time = row % params.length + k;
      if (time >= WIDTH - 1u) {
        sums[k] += slope * x[(row + k + 1u - WIDTH) * params.columns + column];
      } else if (params.hasState == 1u) {
        sums[k] += slope * state[(image * (WIDTH - 1u) + time) * params.columns + column];
      }
    }
  }
  for (var k = 0u; k < WIDTH; k++) {
    dweight[(chunk * params.columns + column) * WIDTH + k] = sums[k];
  }
  dbias[chunk * params.columns + column] = total;
}
