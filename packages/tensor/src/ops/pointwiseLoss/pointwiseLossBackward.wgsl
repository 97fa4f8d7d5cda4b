// dx = slope(x, t) · factor · gradient, which is one number for all or one per element.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u < params.n) {
    let all = params.single != 0u;
    let g = select(gradient[select(i, 0u, all)], vec4f(gradient[0].x), all);
    dx[i] = slope(x[i], targets[i]) * (g * params.factor);
  }
}
