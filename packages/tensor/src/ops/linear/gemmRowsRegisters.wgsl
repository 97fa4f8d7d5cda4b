// One column of up to four rows of a·bᵀ per invocation, for adapters on which barriers are dear.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let column = workgroupIndex(group, groups) * 64u + local;
  if (column >= params.n) {
    return;
  }
  let rows = min(vec4u(0u, 1u, 2u, 3u), vec4u(params.m - 1u)) * params.k;
  var total = vec4f(0.0);
  for (var i = 0u; i < params.k; i++) {
    total += vec4f(a[rows.x + i], a[rows.y + i], a[rows.z + i], a[rows.w + i]) * b[column * params.k + i];
  }
  total += select(0.0, bias[column], params.hasBias == 1u);
  for (var row = 0u; row < params.m; row++) {
    out[row * params.n + column] = total[row];
  }
}
