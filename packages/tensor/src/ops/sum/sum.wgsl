// One workgroup per output: each invocation adds a strided part, then a tree in workgroup memory.
var<workgroup> partial: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
  if (index >= params.outer * params.inner) {
    return;
  }
  let start = index / params.inner * params.reduce * params.inner + index % params.inner;
  var total = 0.0;
  for (var r = local; r < params.reduce; r += 64u) {
    total += x[start + r * params.inner];
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
    out[index] = partial[0];
  }
}
