// One element of the weight's gradient per workgroup: 64 strided sums over all positions, and a tree.
var<workgroup> partial: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
  let kernel = params.kernelH * params.kernelW;
  let planes = params.groups * params.rows;
  let row = index / kernel / params.depth;
  let channel = row / params.rows * params.depth + index / kernel % params.depth;
  let top = i32(index % kernel / params.kernelW * params.dilationH) - i32(params.padH);
  let side = i32(index % params.kernelW * params.dilationW) - i32(params.padW);
  let plane = params.outHeight * params.outWidth;
  var total = 0.0;
  if (row < planes) {
    for (var i = local; i < params.batch * plane; i += 64u) {
      let y = top + i32(i % plane / params.outWidth * params.strideH);
      let x = side + i32(i % params.outWidth * params.strideW);
      if (y >= 0 && y < i32(params.height) && x >= 0 && x < i32(params.width)) {
        let origin = (i / plane * params.groups * params.depth + channel) * params.height + u32(y);
        total += gradient[(i / plane * planes + row) * plane + i % plane] * source[origin * params.width + u32(x)];
      }
    }
  }
  partial[local] = total;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half >>= 1u) {
    if (local < half) {
      partial[local] += partial[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0u && row < planes) {
    out[index] = partial[0];
  }
}
