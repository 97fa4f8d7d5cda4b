// A 64×64 tile of the product per workgroup, 16 deep: 16×16 invocations with 4×4 results each, both
// operands gathered into workgroup memory. The kernel's own text says what to gather:
//   tiles(high, wide) -> vec2u       tiles of rows and columns in one product
//   begin(part) -> vec3u             rows, columns and depth of one product
//   slot(local) -> vec2u             the step (of 16) and the rows and columns (of 16 · 4) to gather
//   aim(row, column), seek(k)        what left() and right() then gather: 4 rows and 4 columns at step k
//   put(row, column, values…)        the store
const TILE_ROWS = 64u;
const PITCH = 17u;
var<workgroup> tileA: array<vec4f, 272>;
var<workgroup> tileB: array<vec4f, 272>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups);
  let count = tiles(TILE_ROWS, 64u);
  let extent = begin(index / (count.x * count.y));
  let row0 = index / count.y % count.x * TILE_ROWS;
  let column0 = index % count.y * 64u;
  if (column0 >= extent.y) {
    return;
  }
  let own = slot(local);
  aim(row0 + own.y * 4u, column0 + own.y * 4u);
  let row = local / 16u;
  let column = local % 16u;
  var r0 = vec4f(0.0);
  var r1 = vec4f(0.0);
  var r2 = vec4f(0.0);
  var r3 = vec4f(0.0);
  for (var k0 = 0u; k0 < extent.z; k0 += 16u) {
    seek(min(k0 + own.x, extent.z - 1u));
    tileA[own.x * PITCH + own.y] = left();
    tileB[own.x * PITCH + own.y] = right();
    workgroupBarrier();
    let steps = min(extent.z - k0, 16u);
    for (var k = 0u; k < steps; k++) {
      let a = tileA[k * PITCH + row];
      let b = tileB[k * PITCH + column];
      r0 += a.x * b;
      r1 += a.y * b;
      r2 += a.z * b;
      r3 += a.w * b;
    }
    workgroupBarrier();
  }
  put(row0 + row * 4u, column0 + column * 4u, mat4x4f(r0, r1, r2, r3));
}
