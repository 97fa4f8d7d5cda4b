@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (index >= params.batch * params.heads * params.tokens) {
    return;
  }
  let t = index % params.tokens;
  let h = index / params.tokens % params.heads;
  let b = index / params.tokens / params.heads;
  let base = ((b * params.tokens + t) * params.heads + h) * params.headDim;
  var total = 0.0;
  for (var d = 0u; d < params.headDim; d++) {
    total += out[base + d] * gradient[base + d];
  }
  delta[index] = total;
}
