// An invocation takes one element back through all steps.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  let width = params.outer * params.middle * params.heads * params.inner;
  if (index >= params.batch * width) {
    return;
  }
  let d = index % width;
  let sequence = index / width;
  let own = d / (width / params.outer) * params.heads + d / params.inner % params.heads;
  let gates = params.outer * params.heads;
  var later = 0.0;
  for (var t = params.steps; t > 0u; t--) {
    let row = sequence * params.steps + t - 1u;
    let total = gradient[row * width + d] + later;
    dx[row * width + d] = total;
    later = gate[row * gates + own] * total;
  }
  dinitial[index] = later;
}
