// One workgroup per token and block of columns: LANES invocations per column take every LANES-th use of
// the token, and their sums are added in order.
const COLUMNS = 256u / LANES;
var<workgroup> partial: array<f32, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let blocks = (params.columns + COLUMNS - 1u) / COLUMNS;
  let index = workgroupIndex(group, groups);
  let token = index / blocks;
  let column = index % blocks * COLUMNS + local % COLUMNS;
  let inside = token < params.tokens && column < params.columns;
  var total = 0.0;
  if (inside) {
    let last = u32(starts[token + 1u]);
    for (var k = u32(starts[token]) + local / COLUMNS; k < last; k += LANES) {
      total += gradient[u32(order[k]) * params.columns + column];
    }
  }
  partial[local] = total;
  workgroupBarrier();
  if (inside && local < COLUMNS) {
    for (var lane = 1u; lane < LANES; lane++) {
      total += partial[lane * COLUMNS + local];
    }
    dweight[token * params.columns + column] = total;
  }
}
