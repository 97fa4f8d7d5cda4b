@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u >= params.n) {
    return;
  }
  let g = gradient[i] * select(1.0, gradientScale[0], params.scaled != 0u) + param[i] * params.weightDecay;
  param[i] = param[i] - g * params.learningRate;
}
