// (1 − t)·x + (1 + (p − 1)·t)·softplus(−x), where softplus(−x) = max(−x, 0) + log(1 + e^−|x|).
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u < params.n) {
    let t = targets[i];
    let weight = 1.0 + (weightOf(i * 4u) - 1.0) * t;
    out[i] = (1.0 - t) * x[i] + weight * (max(-x[i], vec4f(0.0)) + logOnePlusExp(x[i]));
  }
}
