@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  let plane = params.outHeight * params.outWidth;
  if (i >= params.planes * plane) {
    return;
  }
  let y = place(i % plane / params.outWidth, params.height, params.riseH, params.offsetH, params.runH);
  let column = place(i % params.outWidth, params.width, params.riseW, params.offsetW, params.runW);
  let origin = i / plane * params.height * params.width;
  let above = origin + y.before * params.width;
  let below = origin + y.after * params.width;
  let upper = mix(x[above + column.before], x[above + column.after], column.share);
  let lower = mix(x[below + column.before], x[below + column.after], column.share);
  out[i] = select(x[above + column.before], mix(upper, lower, y.share), params.linear == 1u);
}
