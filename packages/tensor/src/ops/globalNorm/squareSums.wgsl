var<workgroup> totals: array<f32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
  let last = min(index * 4096u + 4096u, params.n);
  var total = 0.0;
  for (var i = index * 4096u + local; i < last; i += 256u) {
    total += x[i] * x[i];
  }
  totals[local] = total;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (local < half) {
      totals[local] += totals[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0u && index * 4096u < params.n) {
    partials[params.offset + index] = totals[0];
  }
}
