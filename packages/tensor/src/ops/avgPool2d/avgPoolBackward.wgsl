// The shares of the windows that an element lies in.
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
  let row = i % plane / params.width;
  let rows = seenBy(row, params.height, params.outHeight, params.extentH, params.strideH, params.padH);
  let columns = seenBy(i % params.width, params.width, params.outWidth, params.extentW, params.strideW, params.padW);
  let origin = i / plane * params.outHeight * params.outWidth;
  var total = 0.0;
  for (var y = rows.x; y < rows.y; y++) {
    let high = counted(span(y, params.height, params.outHeight, params.extentH, params.strideH, params.padH), params.height);
    for (var x = columns.x; x < columns.y; x++) {
      let wide = counted(span(x, params.width, params.outWidth, params.extentW, params.strideW, params.padW), params.width);
      total += gradient[origin + y * params.outWidth + x] / f32(high * wide);
    }
  }
  dx[i] = total;
}

fn counted(ends: vec2i, length: u32) -> i32 {
  if (params.countIncludePad == 1u) {
    return ends.y - ends.x;
  }
  return min(ends.y, i32(length)) - max(ends.x, 0);
}
