// A 64×64 tile of C per workgroup: 16×16 invocations with 4×4 results each, both operands through
// workgroup memory 16 deep. Constants: TRANS_A (a is [K, M]), TRANS_B (b is [N, K]), HAS_BIAS. The op's
// own text provides batches(), strideA(), strideB() and finish(at, value), which stores a result.
const TILE = 64u;
const DEPTH = 16u;
var<workgroup> tileA: array<f32, 1024>; // [DEPTH][TILE]
var<workgroup> tileB: array<f32, 1024>; // [DEPTH][TILE]

fn loadA(base: u32, row: u32, k: u32) -> f32 {
  if (row >= params.m || k >= params.k) {
    return 0.0;
  }
  if (TRANS_A == 1u) {
    return a[base + k * params.m + row];
  }
  return a[base + row * params.k + k];
}

fn loadB(base: u32, column: u32, k: u32) -> f32 {
  if (column >= params.n || k >= params.k) {
    return 0.0;
  }
  if (TRANS_B == 1u) {
    return b[base + column * params.k + k];
  }
  return b[base + k * params.n + column];
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
  let tile = index % (tilesM * tilesN);
  let row0 = tile / tilesN * TILE;
  let column0 = tile % tilesN * TILE;
  let baseA = batch * strideA();
  let baseB = batch * strideB();
  let rowOf = local / 16u * 4u;
  let columnOf = local % 16u * 4u;

  var sum: array<vec4f, 4>;
  for (var k0 = 0u; k0 < params.k; k0 += DEPTH) {
    for (var i = 0u; i < 4u; i++) {
      let at = local + i * 256u;
      // Neighbouring invocations read neighbouring addresses, whichever way the operand lies.
      let depthA = select(at % DEPTH, at / TILE, TRANS_A == 1u);
      let rowA = select(at / DEPTH, at % TILE, TRANS_A == 1u);
      tileA[depthA * TILE + rowA] = loadA(baseA, row0 + rowA, k0 + depthA);
      let depthB = select(at / TILE, at % DEPTH, TRANS_B == 1u);
      let columnB = select(at % TILE, at / DEPTH, TRANS_B == 1u);
      tileB[depthB * TILE + columnB] = loadB(baseB, column0 + columnB, k0 + depthB);
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let at = k * TILE;
      let right = vec4f(
        tileB[at + columnOf],
        tileB[at + columnOf + 1u],
        tileB[at + columnOf + 2u],
        tileB[at + columnOf + 3u],
      );
      for (var i = 0u; i < 4u; i++) {
        sum[i] += tileA[at + rowOf + i] * right;
      }
    }
    workgroupBarrier();
  }

  for (var i = 0u; i < 4u; i++) {
    let row = row0 + rowOf + i;
    if (row >= params.m) {
      break;
    }
    for (var j = 0u; j < 4u; j++) {
      let column = column0 + columnOf + j;
      if (column < params.n) {
        let at = (batch * params.m + row) * params.n + column;
        var value = sum[i][j];
        if (HAS_BIAS == 1u) {
          value += bias[column];
        }
        finish(at, value);
      }
    }
  }
}
