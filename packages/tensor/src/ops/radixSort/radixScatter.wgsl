var<workgroup> digits: array<u32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let chunks = (params.columns + 255u) / 256u;
  let chunk = workgroupIndex(group, groups);
  let row = chunk / chunks;
  let at = chunk % chunks * 256u + local;
  let first = row * params.columns;
  let key = keyOf(keys[min(first + at, params.rows * params.columns - 1u)]);
  let digit = (key >> params.shift) & 255u;
  digits[local] = digit;
  workgroupBarrier();
  if (row >= params.rows || at >= params.columns) {
    return;
  }
  var to = first + offsets[chunk * 256u + digit];
  for (var before = 0u; before < local; before++) {
    to += select(0u, 1u, digits[before] == digit);
  }
  sortedKeys[to] = bitcast<i32>(key);
  // In the first pass the positions are what is to be moved.
  sortedOrder[to] = select(order[first + at], i32(at), params.shift == 0u);
}
