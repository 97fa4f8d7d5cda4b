// One workgroup per row, an invocation per digit.
var<workgroup> totals: array<u32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) digit: u32,
) {
  let row = workgroupIndex(group, groups);
  let first = row * params.chunks * 256u + digit;
  let last = select(first, first + params.chunks * 256u, row < params.rows);
  var total = 0u;
  for (var i = first; i < last; i += 256u) {
    total += counts[i];
  }
  totals[digit] = total;
  workgroupBarrier();
  var next = 0u;
  for (var smaller = 0u; smaller < digit; smaller++) {
    next += totals[smaller];
  }
  for (var i = first; i < last; i += 256u) {
    let here = counts[i];
    counts[i] = next;
    next += here;
  }
}
