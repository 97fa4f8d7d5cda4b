// As reduction.wgsl, for pairs: the largest element and Σ e^(x − largest), rescaled whenever a larger one turns
// up (Milakov and Gimelshein 2018). Equal elements, which may be infinite, differ by 0.
var<workgroup> tops: array<f32, 256>;
var<workgroup> totals: array<f32, 256>;

fn share(value: f32, top: f32) -> f32 {
  let distance = vec4f(select(value - top, 0.0, value == top));
  return keepNan4(distance, exp(distance)).x;
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  const WIDTH = 256u / LANES;
  let column = select(local % WIDTH, local / LANES, ROWS == 1u);
  let lane = select(local / WIDTH, local % LANES, ROWS == 1u);
  let splits = max(1u, (params.reduce + params.chunk - 1u) / params.chunk);
  let outputs = params.outer * splits * params.inner;
  let index = workgroupIndex(group, groups) * WIDTH + column;
  let slot = lane * WIDTH + column;
  if (index < outputs) {
    let block = index / params.inner;
    let first = block % splits * params.chunk;
    let last = min(first + params.chunk, params.reduce);
    let base = block / splits * params.reduce * params.inner + index % params.inner;
    var top = -3.4028234e38;
    var total = 0.0;
    for (var r = first + lane; r < last; r += LANES) {
      let value = x[base + r * params.inner];
      if (value > top) {
        total = total * share(top, value) + 1.0;
        top = value;
      } else {
        total += share(value, top);
      }
    }
    tops[slot] = top;
    totals[slot] = total;
  }
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half >>= 1u) {
    if (lane < half) {
      let other = slot + half * WIDTH;
      let top = max(tops[slot], tops[other]);
      let left = totals[slot] * share(tops[slot], top);
      totals[slot] = left + totals[other] * share(tops[other], top);
      tops[slot] = top;
    }
    workgroupBarrier();
  }
  if (lane == 0u && index < outputs) {
    let total = vec4f(totals[slot]);
    out[index] = (tops[slot] + logLimits4(total, log(total)).x) * params.scale;
  }
}
