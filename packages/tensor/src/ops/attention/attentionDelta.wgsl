// Per query and head its log-sum-exp and Σ_d out·gradient, side by side.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (index >= params.batch * params.heads * params.queries) {
    return;
  }
  let i = index % params.queries;
  let h = index / params.queries % params.heads;
  let b = index / params.queries / params.heads;
  let base = ((b * params.queries + i) * params.heads + h) * params.headDim;
  var total = 0.0;
  for (var d = 0u; d < params.headDim; d++) {
    total += f32(out[base + d]) * f32(gradient[base + d]);
  }
  stats[2u * index] = lse[index];
  stats[2u * index + 1u] = total;
}
