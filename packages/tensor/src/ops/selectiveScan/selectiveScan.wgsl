// An invocation takes one channel of one sequence through all steps, its N states in registers. last comes in
// as the state before the first step; states receives it as it is before every chunk.
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
  let chunks = (params.steps + params.chunk - 1u) / params.chunk;
  let own = sequence * params.count * params.width + d;
  var state: array<f32, STATES>;
  for (var n = 0u; n < STATES; n++) {
    state[n] = last[own + n * params.width];
  }
  for (var t = 0u; t < params.steps; t++) {
    if (t % params.chunk == 0u) {
      let to = (sequence * chunks + t / params.chunk) * params.count * params.width + d;
      for (var n = 0u; n < STATES; n++) {
        states[to + n * params.width] = state[n];
      }
    }
    let row = sequence * params.steps + t;
    let step = delta[row * params.width + d];
    let x = step * u[row * params.width + d];
    var y = 0.0;
    for (var n = 0u; n < STATES; n++) {
      let decay = exp(step * a[n * params.width + d]);
      state[n] = decay * state[n] + x * b[row * params.count + n];
      y += state[n] * c[row * params.count + n];
    }
    out[row * params.width + d] = y;
  }
  for (var n = 0u; n < STATES; n++) {
    last[own + n * params.width] = state[n];
  }
}
