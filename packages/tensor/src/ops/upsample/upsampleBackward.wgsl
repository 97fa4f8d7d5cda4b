// Positions of the result that may have looked at element i, from x to below y.
fn seenBy(i: u32, length: u32, outLength: u32, rise: u32, offset: u32, run: u32) -> vec2u {
  if (rise == 0u) {
    return vec2u(0u, outLength);
  }
  let shift = i32(offset);
  let first = (i32(i * run) - i32(params.linear * run) - shift) / i32(rise);
  let last = (i32((i + 1u) * run) - shift) / i32(rise) + 1;
  return vec2u(
    select(u32(max(first, 0)), 0u, i == 0u),
    select(u32(clamp(last, 0, i32(outLength))), outLength, i == length - 1u),
  );
}

fn weight(at: Place, i: u32) -> f32 {
  return select(0.0, 1.0 - at.share, at.before == i) + select(0.0, at.share, at.after == i);
}

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
  let column = i % params.width;
  let rows = seenBy(row, params.height, params.outHeight, params.riseH, params.offsetH, params.runH);
  let columns = seenBy(column, params.width, params.outWidth, params.riseW, params.offsetW, params.runW);
  let origin = i / plane * params.outHeight * params.outWidth;
  var total = 0.0;
  for (var y = rows.x; y < rows.y; y++) {
    let high = weight(place(y, params.height, params.riseH, params.offsetH, params.runH), row);
    for (var x = columns.x; x < columns.y; x++) {
      let wide = weight(place(x, params.width, params.riseW, params.offsetW, params.runW), column);
      total += high * wide * gradient[origin + y * params.outWidth + x];
    }
  }
  dx[i] = total;
}
