// The mean of a window.
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
  let row = i % plane / params.outWidth;
  let rows = span(row, params.height, params.outHeight, params.extentH, params.strideH, params.padH);
  let columns = span(i % params.outWidth, params.width, params.outWidth, params.extentW, params.strideW, params.padW);
  let first = max(vec2i(rows.x, columns.x), vec2i(0));
  let last = min(vec2i(rows.y, columns.y), vec2i(i32(params.height), i32(params.width)));
  let origin = i / plane * params.height * params.width;
  var total = 0.0;
  for (var y = first.x; y < last.x; y++) {
    for (var column = first.y; column < last.y; column++) {
      total += x[origin + u32(y) * params.width + u32(column)];
    }
  }
  let inside = (last.x - first.x) * (last.y - first.y);
  let whole = (rows.y - rows.x) * (columns.y - columns.x);
  out[i] = total / f32(select(inside, whole, params.countIncludePad == 1u));
}
