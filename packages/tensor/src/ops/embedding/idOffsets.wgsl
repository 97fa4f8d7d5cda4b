// One workgroup, an invocation per digit.
var<workgroup> totals: array<u32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) digit: u32,
) {
  if (workgroupIndex(group, groups) > 0u) {
    return;
  }
  var total = 0u;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    total += counts[chunk * 256u + digit];
  }
  totals[digit] = total;
  workgroupBarrier();
  var next = 0u;
  for (var smaller = 0u; smaller < digit; smaller++) {
    next += totals[smaller];
  }
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let here = counts[chunk * 256u + digit];
    counts[chunk * 256u + digit] = next;
    next += here;
  }
}
