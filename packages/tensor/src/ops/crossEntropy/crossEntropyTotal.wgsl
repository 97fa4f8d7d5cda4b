// One workgroup: strided sums, then a tree, both in a fixed order.
var<workgroup> totals: array<vec2f, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  if (workgroupIndex(group, groups) > 0u) {
    return;
  }
  var part = vec2f(0.0);
  for (var row = local; row < params.rows; row += 256u) {
    part += vec2f(losses[row], select(1.0, 0.0, targets[row] == i32(params.ignoreIndex)));
  }
  totals[local] = part;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half >>= 1u) {
    if (local < half) {
      totals[local] += totals[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0u) {
    let total = totals[0];
    count[0] = total.y;
    if (params.mean == 0u) {
      out[0] = total.x;
    } else if (total.y > 0.0) {
      out[0] = total.x / total.y;
    } else {
      var bits = 0x7fc00000u;
      out[0] = bitcast<f32>(bits);
    }
  }
}
