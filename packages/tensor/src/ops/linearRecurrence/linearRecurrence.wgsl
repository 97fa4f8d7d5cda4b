// An invocation takes one element through all steps.
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
  var state = initial[index];
  for (var t = 0u; t < params.steps; t++) {
    let row = sequence * params.steps + t;
    state = gate[row * gates + own] * state + x[row * width + d];
    out[row * width + d] = state;
  }
}
