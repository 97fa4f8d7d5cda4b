var<workgroup> digits: array<u32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let chunk = workgroupIndex(group, groups);
  let i = chunk * 256u + local;
  let id = u32(clamp(keys[min(i, params.n - 1u)], 0, i32(params.tokens) - 1));
  let digit = (id >> params.shift) & 255u;
  digits[local] = digit;
  workgroupBarrier();
  if (i >= params.n) {
    return;
  }
  var to = offsets[chunk * 256u + digit];
  for (var before = 0u; before < local; before++) {
    to += select(0u, 1u, digits[before] == digit);
  }
  sortedKeys[to] = i32(id);
  // In the first pass the positions are what is to be moved.
  sortedValues[to] = select(values[i], i32(i), params.shift == 0u);
}
