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
  let g = gradient[i] * select(1.0, gradientScale[0], params.scaled != 0u) + param[i] * params.penalty;
  let first = m[i] * params.beta1 + g * params.rest1;
  let second = v[i] * params.beta2 + g * g * params.rest2;
  m[i] = first;
  v[i] = second;
  let root = sqrt(second) * params.rootScale + params.eps;
  param[i] = param[i] * params.decay - first / root * params.stepSize;
}
