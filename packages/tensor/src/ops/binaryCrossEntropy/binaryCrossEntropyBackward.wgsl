// By x: (1 − t) − (1 + (p − 1)·t)·σ(−x). By t: (p − 1)·softplus(−x) − x.
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
  let all = params.single != 0u;
  let g = select(gradient[select(i, 0u, all)], vec4f(gradient[0].x), all) * params.factor;
  let t = targets[i];
  let more = weightOf(i * 4u) - 1.0;
  if (params.byTargets != 0u) {
    dx[i] = (more * (max(-x[i], vec4f(0.0)) + logOnePlusExp(x[i])) - x[i]) * g;
    return;
  }
  let e = exp(-abs(x[i]));
  let off = select(vec4f(1.0), e, x[i] >= vec4f(0.0)) / (1.0 + e);
  dx[i] = ((1.0 - t) - (1.0 + more * t) * off) * g;
}
