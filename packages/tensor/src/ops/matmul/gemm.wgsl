// A tile of TILE_M × TILE_N of C per workgroup: invocations with 4·GROUPS rows of 4 results each, both operands
// through workgroup memory 16 deep. Tiles lie there as they lie in memory, in vectors, so that every load and
// store is a vector: a as [TILE_M rows][4 vectors of K], padded to 5 against bank conflicts, or transposed as
// [16 steps of K][TILE_M / 4 vectors of rows]; b likewise. The constants stand in gemm.ts.
const DEPTH = 16u;
const PADDED = 5u;
const LANES_M = TILE_M / 4u;
const LANES_N = TILE_N / 4u;
const INVOCATIONS = LANES_M * LANES_N / GROUPS;
var<workgroup> tileA: array<vec4f, TILE_M * PADDED>;
var<workgroup> tileB: array<vec4f, TILE_N * PADDED>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tilesM = (params.m + TILE_M - 1u) / TILE_M;
  let tilesN = (params.n + TILE_N - 1u) / TILE_N;
  let index = workgroupIndex(group, groups);
  let batch = index / (tilesM * tilesN);
  if (batch >= batches()) {
    return;
  }
  let row0 = index / tilesN % tilesM * TILE_M;
  let column0 = index % tilesN * TILE_N;
  let baseA = batch * strideA();
  let baseB = batch * strideB();
  let lane = local % LANES_N;
  let rowOf = local / LANES_N * 4u * GROUPS;
  // Where the columns of B are rows in memory, neighbouring invocations take neighbouring columns.
  let near = vec4u(0u, 1u, 2u, 3u);
  let columns = select(lane * 4u + near, lane + LANES_N * near, TRANS_B == 1u);

  var sum = array<mat4x4f, GROUPS>();
  for (var k0 = 0u; k0 < params.k; k0 += DEPTH) {
    for (var i = local; i < TILE_M * 4u; i += INVOCATIONS) {
      if (TRANS_A == 1u) {
        tileA[i] = vectorA(baseA, row0 + i % LANES_M * 4u, k0 + i / LANES_M);
      } else {
        tileA[i / 4u * PADDED + i % 4u] = vectorA(baseA, row0 + i / 4u, k0 + i % 4u * 4u);
      }
    }
    for (var i = local; i < TILE_N * 4u; i += INVOCATIONS) {
      if (TRANS_B == 0u) {
        tileB[i] = vectorB(baseB, k0 + i / LANES_N, column0 + i % LANES_N * 4u);
      } else {
        tileB[i / 4u * PADDED + i % 4u] = vectorB(baseB, k0 + i % 4u * 4u, column0 + i / 4u);
      }
    }
    workgroupBarrier();
    // No more steps than K has left; unrolled, this would take drivers three times as long to compile.
    let steps = (min(params.k - k0, DEPTH) + 3u) / 4u;
    for (var k = 0u; k < steps; k++) {
      var right = mat4x4f();
      if (TRANS_B == 0u) {
        let at = k * TILE_N + lane;
        right = mat4x4f(tileB[at], tileB[at + LANES_N], tileB[at + 2u * LANES_N], tileB[at + 3u * LANES_N]);
      } else {
        let at = columns * PADDED + k;
        right = transpose(mat4x4f(tileB[at.x], tileB[at.y], tileB[at.z], tileB[at.w]));
      }
      for (var g = 0u; g < GROUPS; g++) {
        var left = mat4x4f();
        if (TRANS_A == 1u) {
          let at = k * TILE_M + rowOf / 4u + g;
          left = transpose(
            mat4x4f(tileA[at], tileA[at + LANES_M], tileA[at + 2u * LANES_M], tileA[at + 3u * LANES_M]),
          );
        } else {
          let at = (rowOf + 4u * g) * PADDED + k;
          left = mat4x4f(tileA[at], tileA[at + PADDED], tileA[at + 2u * PADDED], tileA[at + 3u * PADDED]);
        }
        for (var i = 0u; i < 4u; i++) {
          sum[g][i] = addRow(sum[g][i], left[i], right);
        }
      }
    }
    workgroupBarrier();
  }

  for (var i = 0u; i < 4u * GROUPS; i++) {
    if (row0 + rowOf + i < params.m) {
      storeRow(batch, row0 + rowOf + i, column0 + columns, sum[i / 4u][i % 4u]);
    }
  }
}
