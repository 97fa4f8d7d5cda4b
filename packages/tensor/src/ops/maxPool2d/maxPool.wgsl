// The largest element of a window and where it lies in its plane; the first of equals, NaN before all.
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
  let origin = i / plane * params.height * params.width;
  var best = -1;
  // By bits: −infinity has no literal, and a compiler may take it that there is no NaN.
  var bits = 0xff800000u;
  for (var y = rows.x; y < min(rows.y, i32(params.height)); y += i32(params.dilationH)) {
    for (var column = columns.x; column < min(columns.y, i32(params.width)); column += i32(params.dilationW)) {
      if (y < 0 || column < 0) {
        continue;
      }
      let at = y * i32(params.width) + column;
      let value = x[origin + u32(at)];
      let isNaN = (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
      if (best < 0 || value > bitcast<f32>(bits) || isNaN) {
        best = at;
        bits = bitcast<u32>(value);
      }
    }
  }
  out[i] = bitcast<f32>(bits);
  indices[i] = best;
}
