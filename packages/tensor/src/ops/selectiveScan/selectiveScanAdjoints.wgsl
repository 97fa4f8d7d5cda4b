// The gradients of a segment's states, adjoints [B, length, N, D], last step first: an invocation takes one
// channel of one sequence. carry comes in as what reaches the segment's last state from later steps.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (index >= params.batch * params.width) {
    return;
  }
  let d = index % params.width;
  let sequence = index / params.width;
  let size = params.count * params.width;
  let own = sequence * size + d;
  var later: array<f32, STATES>;
  for (var n = 0u; n < STATES; n++) {
    later[n] = carry[own + n * params.width];
  }
  for (var i = params.length; i > 0u; i--) {
    let row = sequence * params.steps + params.first + i - 1u;
    let step = delta[row * params.width + d];
    let dy = gradient[row * params.width + d];
    let to = (sequence * params.length + i - 1u) * size + d;
    for (var n = 0u; n < STATES; n++) {
      let adjoint = later[n] + dy * c[row * params.count + n];
      adjoints[to + n * params.width] = adjoint;
      later[n] = adjoint * exp(step * a[n * params.width + d]);
    }
  }
  for (var n = 0u; n < STATES; n++) {
    carry[own + n * params.width] = later[n];
  }
}
