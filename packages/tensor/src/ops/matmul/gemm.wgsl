// A 64×64 tile of C per workgroup: 16×16 invocations with 4×4 results each, both operands through
// workgroup memory 16 deep. Tiles lie there as they lie in memory, in vectors, so that every load and
// store is a vector: a as [64 rows][4 vectors of K], padded to 5 against bank conflicts, or transposed as
// [16 steps of K][16 vectors of rows]; b likewise.
const TILE = 64u;
const DEPTH = 16u;
const PADDED = 5u;
var<workgroup> tileA: array<vec4f, 320>;
var<workgroup> tileB: array<vec4f, 320>;

// Four elements of A along its rows in memory, zero past K.
fn vectorA(base: u32, row: u32, k: u32) -> vec4f {
  if (k >= params.k) {
    return vec4f(0.0);
  }
  if (TRANS_A == 1u) {
    if (WHOLE_A == 1u) {
      return a[(base + k * params.m + min(row, params.m - 4u)) / 4u];
    }
    return vec4f(
      elementA(base, row, k),
      elementA(base, row + 1u, k),
      elementA(base, row + 2u, k),
      elementA(base, row + 3u, k),
    );
  }
  if (WHOLE_A == 1u) {
    return a[(base + min(row, params.m - 1u) * params.k + k) / 4u];
  }
  let steps = k + vec4u(0u, 1u, 2u, 3u);
  let at = min(steps, vec4u(params.k - 1u));
  let values = vec4f(
    elementA(base, row, at.x),
    elementA(base, row, at.y),
    elementA(base, row, at.z),
    elementA(base, row, at.w),
  );
  return select(vec4f(0.0), values, steps < vec4u(params.k));
}

// Four elements of B along its rows in memory, zero past K.
fn vectorB(base: u32, k: u32, column: u32) -> vec4f {
  if (k >= params.k) {
    return vec4f(0.0);
  }
  if (TRANS_B == 0u) {
    if (WHOLE_B == 1u) {
      return b[(base + k * params.n + min(column, params.n - 4u)) / 4u];
    }
    return vec4f(
      elementB(base, k, column),
      elementB(base, k, column + 1u),
      elementB(base, k, column + 2u),
      elementB(base, k, column + 3u),
    );
  }
  if (WHOLE_B == 1u) {
    return b[(base + min(column, params.n - 1u) * params.k + k) / 4u];
  }
  let steps = k + vec4u(0u, 1u, 2u, 3u);
  let at = min(steps, vec4u(params.k - 1u));
  let values = vec4f(
    elementB(base, at.x, column),
    elementB(base, at.y, column),
    elementB(base, at.z, column),
    elementB(base, at.w, column),
  );
  return select(vec4f(0.0), values, steps < vec4u(params.k));
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let tilesM = (params.m + TILE - 1u) / TILE;
  let tilesN = (params.n + TILE - 1u) / TILE;
  let index = workgroupIndex(group, groups);
  let batch = index / (tilesM * tilesN);
  if (batch >= batches()) {
    return;
  }
  let row0 = index / tilesN % tilesM * TILE;
  let column0 = index % tilesN * TILE;
  let baseA = batch * strideA();
  let baseB = batch * strideB();
  let lane = local % 16u;
  let rowOf = local / 16u * 4u;
  // Where the columns of B are rows in memory, neighbouring invocations take neighbouring columns.
  let near = vec4u(0u, 1u, 2u, 3u);
  let columns = select(lane * 4u + near, lane + 16u * near, TRANS_B == 1u);

  var sum = mat4x4f();
  for (var k0 = 0u; k0 < params.k; k0 += DEPTH) {
    if (TRANS_A == 1u) {
      tileA[local] = vectorA(baseA, row0 + lane * 4u, k0 + local / 16u);
    } else {
      tileA[local / 4u * PADDED + local % 4u] = vectorA(baseA, row0 + local / 4u, k0 + local % 4u * 4u);
    }
    if (TRANS_B == 0u) {
      tileB[local] = vectorB(baseB, k0 + local / 16u, column0 + lane * 4u);
    } else {
      tileB[local / 4u * PADDED + local % 4u] = vectorB(baseB, k0 + local % 4u * 4u, column0 + local / 4u);
    }
    workgroupBarrier();
    // No more steps than K has left; unrolled, this would take drivers three times as long to compile.
    let steps = (min(params.k - k0, DEPTH) + 3u) / 4u;
    for (var k = 0u; k < steps; k++) {
      var left = mat4x4f();
      if (TRANS_A == 1u) {
        let at = k * 64u + rowOf / 4u;
        left = transpose(mat4x4f(tileA[at], tileA[at + 16u], tileA[at + 32u], tileA[at + 48u]));
      } else {
        let at = rowOf * PADDED + k;
        left = mat4x4f(tileA[at], tileA[at + PADDED], tileA[at + 2u * PADDED], tileA[at + 3u * PADDED]);
      }
      var right = mat4x4f();
      if (TRANS_B == 0u) {
        let at = k * 64u + lane;
        right = mat4x4f(tileB[at], tileB[at + 16u], tileB[at + 32u], tileB[at + 48u]);
      } else {
        let at = columns * PADDED + k;
        right = transpose(mat4x4f(tileB[at.x], tileB[at.y], tileB[at.z], tileB[at.w]));
      }
      for (var i = 0u; i < 4u; i++) {
        sum[i] = addRow(sum[i], left[i], right);
      }
    }
    workgroupBarrier();
  }

  for (var i = 0u; i < 4u; i++) {
    if (row0 + rowOf + i < params.m) {
      storeRow(batch, row0 + rowOf + i, column0 + columns, sum[i]);
    }
  }
}
