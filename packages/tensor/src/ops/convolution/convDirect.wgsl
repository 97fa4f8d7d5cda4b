// One element of the result per invocation, for few channels per group.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  let plane = params.outHeight * params.outWidth;
  let planes = params.groups * params.rows;
  if (i >= params.batch * planes * plane) {
    return;
  }
  let y = i32(i % plane / params.outWidth);
  let x = i32(i % params.outWidth);
  let own = i / plane % planes;
  let channels = own / params.rows;
  let kernel = params.kernelH * params.kernelW;
  let back = params.transposed == 1u;
  let first = (i / plane / planes * params.groups + channels) * params.depth;
  let stride = vec2i(i32(params.strideH), i32(params.strideW));
  var total = select(0.0, bias[own], params.hasBias == 1u);
  for (var c = 0u; c < params.depth; c++) {
    let at = select(own * params.depth + c, (channels * params.depth + c) * params.rows + own % params.rows, back);
    let origin = (first + c) * params.height * params.width;
    for (var ky = 0u; ky < params.kernelH; ky++) {
      var sy = y * stride.x + i32(ky * params.dilationH) - i32(params.padH);
      if (back) {
        let scaled = y + i32(params.padH) - i32(ky * params.dilationH);
        sy = select(-1, scaled / stride.x, scaled >= 0 && scaled % stride.x == 0);
      }
      if (sy < 0 || sy >= i32(params.height)) {
        continue;
      }
      for (var kx = 0u; kx < params.kernelW; kx++) {
        var sx = x * stride.y + i32(kx * params.dilationW) - i32(params.padW);
        if (back) {
          let scaled = x + i32(params.padW) - i32(kx * params.dilationW);
          sx = select(-1, scaled / stride.y, scaled >= 0 && scaled % stride.y == 0);
        }
        if (sx >= 0 && sx < i32(params.width)) {
          let near = source[origin + u32(sy) * params.width + u32(sx)];
          total += weight[at * kernel + ky * params.kernelW + kx] * near;
        }
      }
    }
  }
  out[i] = total;
}
