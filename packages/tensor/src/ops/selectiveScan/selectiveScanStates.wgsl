// All states of a segment again, from those before its chunks: an invocation takes one channel of one
// sequence through one chunk. after [B, length + 1, N, D] begins with the state before the segment.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  let chunksHere = (params.length + params.chunk - 1u) / params.chunk;
  if (index >= params.batch * chunksHere * params.width) {
    return;
  }
  let d = index % params.width;
  let k = index / params.width % chunksHere;
  let sequence = index / params.width / chunksHere;
  let chunks = (params.steps + params.chunk - 1u) / params.chunk;
  let size = params.count * params.width;
  let before = (sequence * chunks + params.first / params.chunk + k) * size + d;
  let base = sequence * (params.length + 1u) * size + d;
  var state: array<f32, STATES>;
  for (var n = 0u; n < STATES; n++) {
    state[n] = states[before + n * params.width];
    if (k == 0u) {
      after[base + n * params.width] = state[n];
    }
  }
  for (var i = k * params.chunk; i < min(params.length, (k + 1u) * params.chunk); i++) {
    let row = sequence * params.steps + params.first + i;
    let step = delta[row * params.width + d];
    let x = step * u[row * params.width + d];
    for (var n = 0u; n < STATES; n++) {
      let decay = exp(step * a[n * params.width + d]);
      state[n] = decay * state[n] + x * b[row * params.count + n];
      after[base + (i + 1u) * size + n * params.width] = state[n];
    }
  }
}
