// gradient · silu'(z), with z worked out again.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.batch * params.length * params.columns) {
    return;
  }
  let column = i % params.columns;
  let image = i / params.columns / params.length;
  let first = i32(i / params.columns % params.length) - i32(params.width) + 1;
  var total = select(0.0, bias[column], params.hasBias == 1u);
  for (var k = 0u; k < params.width; k++) {
    let row = first + i32(k);
    let tap = weight[column * params.width + k];
    if (row >= 0) {
      total += tap * x[(image * params.length + u32(row)) * params.columns + column];
    } else if (params.hasState == 1u) {
      let before = image * (params.width - 1u) + u32(row + i32(params.width) - 1);
      total += tap * state[before * params.columns + column];
    }
  }
  dz[i] = gradient[i] * siluGradient4(vec4f(total)).x;
}
