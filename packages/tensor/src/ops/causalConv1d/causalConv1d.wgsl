// One element per invocation: Σ weight·rows, the rows before the first from the state; then silu.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.batch * params.rows * params.columns) {
    return;
  }
  let column = i % params.columns;
  let image = i / params.columns / params.rows;
  let first = i32(i / params.columns % params.rows) + i32(params.shift);
  var total = select(0.0, bias[column], params.hasBias == 1u);
  for (var k = 0u; k < params.width; k++) {
    let row = first + i32(k);
    let tap = weight[column * params.width + select(k, params.width - 1u - k, params.flipped == 1u)];
    if (row >= 0 && row < i32(params.length)) {
      total += tap * x[(image * params.length + u32(row)) * params.columns + column];
    } else if (row < 0 && params.hasState == 1u) {
      let before = image * (params.width - 1u) + u32(row + i32(params.width) - 1);
      total += tap * state[before * params.columns + column];
    }
  }
  out[i] = select(total, silu4(vec4f(total)).x, params.activation == 1u);
}
