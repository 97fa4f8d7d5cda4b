// 1 − e^x for x ≤ 0; by its series where the difference would lose digits.
fn oneMinusExp(x: f32) -> f32 {
  if (x < -0.25) {
    return 1.0 - exp(x);
  }
  return -x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0))))));
}

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
  var stepSize = params.stepSize;
  var rootScale = params.rootScale;
  if (params.counted == 1u) {
    let t = params.step - skipped[0];
    stepSize = params.learningRate / oneMinusExp(t * params.logBeta1);
    rootScale = inverseSqrt(oneMinusExp(t * params.logBeta2));
  }
  let g = gradient[i] * select(1.0, gradientScale[0], params.scaled != 0u) + param[i] * params.penalty;
  let first = m[i] * params.beta1 + g * params.rest1;
  let second = v[i] * params.beta2 + g * g * params.rest2;
  m[i] = first;
  v[i] = second;
  let root = sqrt(second) * rootScale + params.eps;
  param[i] = param[i] * params.decay - first / root * stepSize;
}
