@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.n) {
    return;
  }
  let first = i / params.samples * params.columns;
  let part = unitOf(wordsOf(i / 4u))[i % 4u] * sums[first + params.columns - 1u];
  var low = 0u;
  var high = params.columns - 1u;
  while (low < high) {
    let middle = (low + high) / 2u;
    if (sums[first + middle] > part) {
      high = middle;
    } else {
      low = middle + 1u;
    }
  }
  // Rounding in the sums must not choose what has no weight.
  while (low > 0u && weights[first + low] == 0.0) {
    low--;
  }
  out[i] = i32(low);
}
