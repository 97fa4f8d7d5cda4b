// One column of up to four rows of a·bᵀ per workgroup: strided dot products and a tree.
var<workgroup> partial: array<vec4f, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let column = workgroupIndex(group, groups);
  if (column >= params.n) {
    return;
  }
  let rows = min(vec4u(0u, 1u, 2u, 3u), vec4u(params.m - 1u)) * params.k;
  var total = vec4f(0.0);
  for (var i = local; i < params.k; i += 64u) {
    total += vec4f(a[rows.x + i], a[rows.y + i], a[rows.z + i], a[rows.w + i]) * b[column * params.k + i];
  }
  partial[local] = total;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half >>= 1u) {
    if (local < half) {
      partial[local] += partial[local + half];
    }
    workgroupBarrier();
  }
  if (local < params.m) {
    out[local * params.n + column] = partial[0][local] + select(0.0, bias[column], params.hasBias == 1u);
  }
}
