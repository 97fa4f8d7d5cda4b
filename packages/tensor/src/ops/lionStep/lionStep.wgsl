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
  let g = gradient[i] * select(1.0, gradientScale[0], params.scaled != 0u);
  let c = m[i] * params.beta1 + g * params.rest1;
  m[i] = m[i] * params.beta2 + g * params.rest2;
  // What is neither above nor below 0 stands for itself: 0, and NaN, which must not be lost.
  let direction = select(select(c, vec4f(-1.0), c < vec4f(0.0)), vec4f(1.0), c > vec4f(0.0));
  param[i] = param[i] * params.decay - direction * params.learningRate;
}
