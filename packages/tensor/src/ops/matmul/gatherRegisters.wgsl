// As gatherTile, for adapters that compute on the CPU: 4×4 results per invocation without workgroup memory.
// The kernel's own text also provides next(): from one step to the following one.
const TILE_ROWS = 16u;

@compute @workgroup_size(16, 4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let index = workgroupIndex(group, groups);
  let count = tiles(TILE_ROWS, 64u);
  let extent = begin(index / (count.x * count.y));
  let row = index / count.y % count.x * TILE_ROWS + local.y * 4u;
  let column = index % count.y * 64u + local.x * 4u;
  if (row >= extent.x || column >= extent.y) {
    return;
  }
  aim(row, column);
  var r0 = vec4f(0.0);
  var r1 = vec4f(0.0);
  var r2 = vec4f(0.0);
  var r3 = vec4f(0.0);
  if (extent.z > 0u) {
    seek(0u);
  }
  for (var k = 0u; k < extent.z; k++) {
    let a = left();
    let b = right();
    r0 += a.x * b;
    r1 += a.y * b;
    r2 += a.z * b;
    r3 += a.w * b;
    next();
  }
  put(row, column, mat4x4f(r0, r1, r2, r3));
}
