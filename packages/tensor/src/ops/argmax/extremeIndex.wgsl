// As reduction.wgsl, for indices. Of equal elements the first wins. For the least, the order is turned around
// but for NaN.
var<workgroup> keys: array<u32, 256>;
var<workgroup> indices: array<u32, 256>;

fn rankOf(value: f32) -> u32 {
  let key = orderedKey(value);
  return select(key, 0u - key, LEAST == 1u && key != 0xffffffffu);
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
  let outputs = params.outer * params.inner;
  let index = workgroupIndex(group, groups) * WIDTH + column;
  let slot = lane * WIDTH + column;
  var key = 0u;
  var best = 0xffffffffu;
  if (index < outputs) {
    let base = index / params.inner * params.reduce * params.inner + index % params.inner;
    for (var r = lane; r < params.reduce; r += LANES) {
      let candidate = rankOf(x[base + r * params.inner]);
      if (candidate > key || best == 0xffffffffu) {
        key = candidate;
        best = r;
      }
    }
  }
  keys[slot] = key;
  indices[slot] = best;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half >>= 1u) {
    if (lane < half) {
      let other = slot + half * WIDTH;
      if (keys[other] > keys[slot] || (keys[other] == keys[slot] && indices[other] < indices[slot])) {
        keys[slot] = keys[other];
        indices[slot] = indices[other];
      }
    }
    workgroupBarrier();
  }
  if (lane == 0u && index < outputs) {
    out[index] = i32(indices[slot]);
  }
}
