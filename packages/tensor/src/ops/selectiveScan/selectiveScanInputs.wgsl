// du and ddelta of a segment: an invocation per step and channel.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (index >= params.batch * params.length * params.width) {
    return;
  }
  let d = index % params.width;
  let i = index / params.width % params.length;
  let sequence = index / params.width / params.length;
  let row = sequence * params.steps + params.first + i;
  let at = row * params.width + d;
  let before = (sequence * (params.length + 1u) + i) * params.count * params.width + d;
  let own = (sequence * params.length + i) * params.count * params.width + d;
  let step = delta[at];
  var forInput = 0.0;
  var forStep = 0.0;
  for (var n = 0u; n < params.count; n++) {
    let g = adjoints[own + n * params.width];
    let decay = a[n * params.width + d];
    forInput += g * b[row * params.count + n];
    forStep += g * exp(step * decay) * after[before + n * params.width] * decay;
  }
  du[at] = forInput * step;
  ddelta[at] = forStep + forInput * u[at];
}
