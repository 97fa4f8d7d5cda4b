@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.outer * params.length * params.inner) {
    return;
  }
  let row = i / params.inner;
  let position = row % params.length;
  let line = row / params.length * params.picks;
  let last = u32(starts[position + 1u]);
  var total = 0.0;
  for (var k = u32(starts[position]); k < last; k++) {
    total += gradient[(line + u32(order[k])) * params.inner + i % params.inner];
  }
  dx[i] = total;
}
