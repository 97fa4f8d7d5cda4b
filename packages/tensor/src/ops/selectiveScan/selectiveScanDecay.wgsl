// Adds a segment's part to da [N, D]: an invocation per state and channel goes through its steps.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  let size = params.count * params.width;
  if (index >= size) {
    return;
  }
  let d = index % params.width;
  let decay = a[index];
  var total = 0.0;
  for (var sequence = 0u; sequence < params.batch; sequence++) {
    for (var i = 0u; i < params.length; i++) {
      let step = delta[(sequence * params.steps + params.first + i) * params.width + d];
      let before = after[(sequence * (params.length + 1u) + i) * size + index];
      total += adjoints[(sequence * params.length + i) * size + index] * before * exp(step * decay) * step;
    }
  }
  da[index] += total;
}
