diagnostic(off, chromium.subgroup_matrix_uniformity);
enable subgroups;
enable chromium_experimental_subgroup_matrix;

// A tile of 2·PART rows and columns of C per workgroup by subgroup matrices: four subgroups with PART×PART results
// each, both operands as f16 through workgroup memory 32 deep, sums in f32. Tiles lie there as they lie in memory: a
// as rows of 32 steps, or transposed as 32 steps of rows; b likewise; padded against bank conflicts. Constants
// (gemmSubgroups.ts): SUBGROUP invocations of a subgroup, SIZE_M × SIZE_N results of one product SIZE_K deep. Where
// data goes depends on the subgroup only, which the compiler's analysis cannot see: hence the diagnostic.
const TILE = 2u * PART;
const DEPTH = 32u;
const PITCH = DEPTH + 8u;
const PITCH_TRANSPOSED = TILE + 8u;
const INVOCATIONS = 4u * SUBGROUP;
const COUNT_M = PART / SIZE_M;
const COUNT_N = PART / SIZE_N;
const VECTORS_N = SIZE_N / 4u;
alias Left = subgroup_matrix_left<f16, SIZE_K, SIZE_M>;
alias Right = subgroup_matrix_right<f16, SIZE_N, SIZE_K>;
alias Result = subgroup_matrix_result<f32, SIZE_N, SIZE_M>;
var<workgroup> tileA: array<f16, TILE * PITCH>;
var<workgroup> tileB: array<f16, TILE * PITCH>;
var<workgroup> results: array<f32, 4u * SIZE_M * SIZE_N>;

@compute @workgroup_size(INVOCATIONS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) lane: u32,
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
  // The same for all of a subgroup, and known to be so.
  let subgroup = subgroupBroadcastFirst(local / SUBGROUP);
  let partRow = subgroup / 2u * PART;
  let partColumn = subgroup % 2u * PART;

  var sums = array<array<Result, COUNT_N>, COUNT_M>();
  for (var k0 = 0u; k0 < params.k; k0 += DEPTH) {
    for (var i = local; i < TILE * DEPTH / 4u; i += INVOCATIONS) {
      if (TRANS_A == 1u) {
        let row = i % (TILE / 4u) * 4u;
        let step = i / (TILE / 4u);
        putA(step * PITCH_TRANSPOSED + row, vectorA(baseA, row0 + row, k0 + step));
      } else {
        let row = i / (DEPTH / 4u);
        let step = i % (DEPTH / 4u) * 4u;
        putA(row * PITCH + step, vectorA(baseA, row0 + row, k0 + step));
      }
      if (TRANS_B == 0u) {
        let column = i % (TILE / 4u) * 4u;
        let step = i / (TILE / 4u);
        putB(step * PITCH_TRANSPOSED + column, vectorB(baseB, k0 + step, column0 + column));
      } else {
        let column = i / (DEPTH / 4u);
        let step = i % (DEPTH / 4u) * 4u;
        putB(column * PITCH + step, vectorB(baseB, k0 + step, column0 + column));
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k += SIZE_K) {
      var right = array<Right, COUNT_N>();
      for (var j = 0u; j < COUNT_N; j++) {
        let column = partColumn + j * SIZE_N;
        if (TRANS_B == 0u) {
          let at = k * PITCH_TRANSPOSED + column;
          right[j] = subgroupMatrixLoad<Right, row_major>(&tileB, at, PITCH_TRANSPOSED);
        } else {
          let at = column * PITCH + k;
          right[j] = subgroupMatrixLoad<Right, col_major>(&tileB, at, PITCH);
        }
      }
      for (var i = 0u; i < COUNT_M; i++) {
        let row = partRow + i * SIZE_M;
        var left = Left();
        if (TRANS_A == 1u) {
          let at = k * PITCH_TRANSPOSED + row;
          left = subgroupMatrixLoad<Left, col_major>(&tileA, at, PITCH_TRANSPOSED);
        } else {
          let at = row * PITCH + k;
          left = subgroupMatrixLoad<Left, row_major>(&tileA, at, PITCH);
        }
        for (var j = 0u; j < COUNT_N; j++) {
          sums[i][j] = subgroupMatrixMultiplyAccumulate(left, right[j], sums[i][j]);
        }
      }
    }
    workgroupBarrier();
  }

  // Matrices know no edges: each goes through workgroup memory, and from there what lies inside C.
  let own = subgroup * SIZE_M * SIZE_N;
  for (var i = 0u; i < COUNT_M; i++) {
    for (var j = 0u; j < COUNT_N; j++) {
      subgroupMatrixStore<row_major>(&results, own, sums[i][j], SIZE_N);
      workgroupBarrier();
      for (var v = lane; v < SIZE_M * VECTORS_N; v += SUBGROUP) {
        let row = row0 + partRow + i * SIZE_M + v / VECTORS_N;
        let column = column0 + partColumn + j * SIZE_N + v % VECTORS_N * 4u;
        let at = own + v * 4u;
        if (row < params.m) {
          let sum = vec4f(results[at], results[at + 1u], results[at + 2u], results[at + 3u]);
          storeRow(batch, row, column + vec4u(0u, 1u, 2u, 3u), sum);
        }
      }
      workgroupBarrier();
    }
  }
}

fn putA(at: u32, values: vec4f) {
  let halves = vec4h(values);
  tileA[at] = halves.x;
  tileA[at + 1u] = halves.y;
  tileA[at + 2u] = halves.z;
  tileA[at + 3u] = halves.w;
}

fn putB(at: u32, values: vec4f) {
  let halves = vec4h(values);
  tileB[at] = halves.x;
  tileB[at + 1u] = halves.y;
  tileB[at + 2u] = halves.z;
  tileB[at + 3u] = halves.w;
}
