// db and dc of a segment: a workgroup per step and state adds up over the channels.
var<workgroup> partial: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
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
  for (var d = local; d < params.width; d += 64u) {
    let at = row * params.width + d;
    total += vec2f(adjoints[own + d] * delta[at] * u[at], gradient[at] * after[state + d]);
  }
  partial[local] = total;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half >>= 1u) {
    if (local < half) {
      partial[local] += partial[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    db[row * params.count + n] = partial[0].x;
    dc[row * params.count + n] = partial[0].y;
  }
}
