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
  let own = params.perChannel != 0u;
  let k = select(segment / params.group, channel, own);
  let w = select(1.0, weight[channel], params.hasWeight != 0u);
  // Sums over a channel are without its weight.
  let share = params.share * select(1.0, w, own);
  var back = 0.0;
  if (params.share != 0.0) {
    back = share * (sums[k] + (x[i] - mean[k]) * rstd[k] * weightedSums[k]);
  }
  dx[i] = rstd[k] * (gradient[i] * w - back);
}
