// The same with an invocation per step and state, for adapters on which barriers are dear.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (index >= params.batch * params.length * params.count) {
    return;
  }
  let n = index % params.count;
  let i = index / params.count % params.length;
  let sequence = index / params.count / params.length;
  let row = sequence * params.steps + params.first + i;
  let state = ((sequence * (params.length + 1u) + i + 1u) * params.count + n) * params.width;
  let own = ((sequence * params.length + i) * params.count + n) * params.width;
  var total = vec2f(0.0);
  for (var d = 0u; d < params.width; d++) {
    let at = row * params.width + d;
    total += vec2f(adjoints[own + d] * delta[at] * u[at], gradient[at] * after[state + d]);
  }
  db[row * params.count + n] = total.x;
  dc[row * params.count + n] = total.y;
}
