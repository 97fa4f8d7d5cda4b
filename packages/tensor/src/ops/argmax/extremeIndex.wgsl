// As reduction.wgsl, for indices. Floats become whole numbers of the same order, NaN the largest, so
// that no comparison of floats is left to the compiler. Of equal ones the first wins. For the least, the order
// is turned around.
var<workgroup> keys: array<u32, 256>;
var<workgroup> indices: array<u32, 256>;

fn orderedKey(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return 0xffffffffu;
  }
  if ((bits & 0x7fffffffu) == 0u) {
    return 0x80000000u;
  }
  let key = select(bits | 0x80000000u, ~bits, bits > 0x7fffffffu);
  return select(key, 0u - key, LEAST == 1u);
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
      let candidate = orderedKey(x[base + r * params.inner]);
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
