// What the windows whose largest element this is received, in their order.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  let plane = params.height * params.width;
  if (i >= params.planes * plane) {
    return;
  }
  let own = i32(i % plane);
  let row = i % plane / params.width;
  let rows = seenBy(row, params.height, params.outHeight, params.extentH, params.strideH, params.padH);
  let columns = seenBy(i % params.width, params.width, params.outWidth, params.extentW, params.strideW, params.padW);
  let origin = i / plane * params.outHeight * params.outWidth;
  var total = 0.0;
  for (var y = rows.x; y < rows.y; y++) {
    for (var x = columns.x; x < columns.y; x++) {
      let at = origin + y * params.outWidth + x;
      if (indices[at] == own) {
        total += gradient[at];
      }
    }
  }
  dx[i] = total;
}
