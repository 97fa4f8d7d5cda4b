// For adapters that compute on the CPU: 4×4 results per invocation, both operands straight from memory
// in vectors. There a barrier costs more than a load.

// Four steps of K for four rows of A, one row per matrix column.
fn blockA(base: u32, row: u32, k: u32) -> mat4x4f {
  if (WHOLE_A == 0u) {
    return mat4x4f(
      partA(base, row, k),
      partA(base, row + 1u, k),
      partA(base, row + 2u, k),
      partA(base, row + 3u, k),
    );
  }
  if (TRANS_A == 1u) {
    let at = (base + k * params.m + row) / 4u;
    let step = params.m / 4u;
    return transpose(mat4x4f(wholeA(at), wholeA(at + step), wholeA(at + 2u * step), wholeA(at + 3u * step)));
  }
  let rows = base + min(row + vec4u(0u, 1u, 2u, 3u), vec4u(params.m - 1u)) * params.k;
  let at = (rows + k) / 4u;
  return mat4x4f(wholeA(at.x), wholeA(at.y), wholeA(at.z), wholeA(at.w));
}

fn partA(base: u32, row: u32, k: u32) -> vec4f {
  return vec4f(
    elementA(base, row, k),
    elementA(base, row, k + 1u),
    elementA(base, row, k + 2u),
    elementA(base, row, k + 3u),
  );
}

@compute @workgroup_size(16, 4)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let tilesM = (params.m + 15u) / 16u;
  let tilesN = (params.n + 63u) / 64u;
  let index = workgroupIndex(group, groups);
  let batch = index / (tilesM * tilesN);
  let row = index / tilesN % tilesM * 16u + local.y * 4u;
  let column = index % tilesN * 64u + local.x * 4u;
  if (batch >= batches() || row >= params.m || column >= params.n) {
    return;
  }
  let baseA = batch * strideA();
  let baseB = batch * strideB();

  var sum = mat4x4f();
  let whole = params.k / 4u * 4u;
  for (var k = 0u; k < whole; k += 4u) {
    let left = blockA(baseA, row, k);
    let right = blockB(baseB, k, column);
    for (var i = 0u; i < 4u; i++) {
      sum[i] = addRow(sum[i], left[i], right);
    }
  }
  for (var k = whole; k < params.k; k++) {
    let right = partB(baseB, k, column);
    for (var i = 0u; i < 4u; i++) {
      sum[i] += elementA(baseA, row + i, k) * right;
    }
  }
  for (var i = 0u; i < 4u; i++) {
    if (row + i < params.m) {
      storeRow(batch, row + i, column + vec4u(0u, 1u, 2u, 3u), sum[i]);
    }
  }
}
