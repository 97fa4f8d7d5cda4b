// A workgroup of 256 takes ROWS rows at once, LANES invocations each; see rowLanes.wgsl. Every turn finds the
// largest key, and of equal ones the first, that comes after what the turn before found.
const ROWS = 256u / LANES;
const NONE = 0xffffffffu;
var<workgroup> keys: array<u32, 256>;
var<workgroup> places: array<u32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = workgroupIndex(group, groups) * ROWS + local / LANES;
  let lane = local % LANES;
  let columns = select(0u, params.columns, row < params.rows);
  let first = row * params.columns;
  var lastKey = 0u;
  var lastPlace = NONE;
  for (var turn = 0u; turn < params.k; turn++) {
    var key = 0u;
    var place = NONE;
    for (var i = lane; i < columns; i += LANES) {
      let candidate = orderedKey(x[first + i]) ^ params.flip;
      let left = turn == 0u || candidate < lastKey || (candidate == lastKey && i > lastPlace);
      if (left && (place == NONE || candidate > key)) {
        key = candidate;
        place = i;
      }
    }
    keys[local] = key;
    places[local] = place;
    workgroupBarrier();
    for (var half = LANES / 2u; half > 0u; half >>= 1u) {
      if (lane < half) {
        let other = local + half;
        let before = keys[other] > keys[local] || (keys[other] == keys[local] && places[other] < places[local]);
        if (places[other] != NONE && (places[local] == NONE || before)) {
          keys[local] = keys[other];
          places[local] = places[other];
        }
      }
      workgroupBarrier();
    }
    lastKey = keys[local / LANES * LANES];
    lastPlace = places[local / LANES * LANES];
    workgroupBarrier();
    if (lane == 0u && columns > 0u) {
      values[row * params.k + turn] = x[first + lastPlace];
      indices[row * params.k + turn] = i32(lastPlace);
    }
  }
}
