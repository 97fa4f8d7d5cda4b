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
  var key = x[i] ^ 0x80000000u;
  if (params.whole == 0u) {
    key = orderedKey(bitcast<f32>(x[i]));
  }
  keys[i] = key ^ params.flip;
}
