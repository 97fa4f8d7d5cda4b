// One workgroup: strided sums, then a tree.
var<workgroup> totals: array<f32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  if (workgroupIndex(group, groups) > 0u) {
    return;
  }
  var total = 0.0;
  for (var i = local; i < params.n; i += 256u) {
    total += partials[i];
  }
  totals[local] = total;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (local < half) {
      totals[local] += totals[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    out[0] = sqrt(totals[0]);
  }
}
