// For adapters that compute on the CPU with subgroups of eight: 8×4 results per invocation, eight rows of C being
// those of a whole subgroup. Every load is a gather there, whatever it loads: a subgroup loads four steps of two rows
// of A at once, an element each, and passes them around; of B each invocation loads its own four columns.

// Element `lane` of a block of A: two rows of four steps.
fn pairA(base: u32, row: u32, k: u32, lane: u32) -> f32 {
  return elementA(base, row + lane / 4u, k + lane % 4u);
}

@compute @workgroup_size(16)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let tilesM = (params.m + 7u) / 8u;
  let tilesN = (params.n + 63u) / 64u;
  let index = workgroupIndex(group, groups);
  let batch = index / (tilesM * tilesN);
  if (batch >= batches()) {
    return;
  }
  let row = index / tilesN % tilesM * 8u;
  let column = index % tilesN * 64u + local * 4u;
  let baseA = batch * strideA();
  let baseB = batch * strideB();

  var sum = array<vec4f, 8>();
  let whole = params.k / 4u * 4u;
  for (var k = 0u; k < whole; k += 4u) {
    let right = blockB(baseB, k, column);
    for (var i = 0u; i < 8u; i += 2u) {
      let left = pairA(baseA, row + i, k, lane);
      sum[i] = addRow(
        sum[i],
        vec4f(
          subgroupBroadcast(left, 0u),
          subgroupBroadcast(left, 1u),
          subgroupBroadcast(left, 2u),
          subgroupBroadcast(left, 3u),
        ),
        right,
      );
      sum[i + 1u] = addRow(
        sum[i + 1u],
        vec4f(
          subgroupBroadcast(left, 4u),
          subgroupBroadcast(left, 5u),
          subgroupBroadcast(left, 6u),
          subgroupBroadcast(left, 7u),
        ),
        right,
      );
    }
  }
  for (var k = whole; k < params.k; k++) {
    let right = partB(baseB, k, column);
    for (var i = 0u; i < 8u; i++) {
      sum[i] += elementA(baseA, row + i, k) * right;
    }
  }
  for (var i = 0u; i < 8u; i++) {
    if (row + i < params.m) {
      storeRow(batch, row + i, column + vec4u(0u, 1u, 2u, 3u), sum[i]);
    }
  }
}
