@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.outer * params.picks * params.inner) {
    return;
  }
  let row = i / params.inner;
  let pick = index[select(i, row % params.picks, params.oneForAll != 0u)];
  let place = u32(clamp(pick, 0, i32(params.length) - 1));
  out[i] = x[(row / params.picks * params.length + place) * params.inner + i % params.inner];
}
