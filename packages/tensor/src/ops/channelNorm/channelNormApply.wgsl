@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.segments * params.columns) {
    return;
  }
  let segment = i / params.columns;
  let channel = segment % params.channels;
  let k = select(segment / params.group, channel, params.perChannel != 0u);
  var y = (x[i] - mean[k]) * rstd[k];
  if (params.hasWeight != 0u) {
    y *= weight[channel];
  }
  if (params.hasBias != 0u) {
    y += bias[channel];
  }
  out[i] = y;
}
