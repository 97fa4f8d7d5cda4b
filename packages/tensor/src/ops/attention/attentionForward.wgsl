// One invocation per query, 64 queries of one head per workgroup, four keys at a time; the softmax runs
// online (FlashAttention-2, algorithm 1).
fn firstVector(at: u32, d: u32) -> vec4f {
  return kVector(at, d);
}

fn secondVector(at: u32, d: u32) -> vec4f {
  return vVector(at, d);
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let blocks = (params.queries + 63u) / 64u;
  let index = workgroupIndex(group, groups);
  if (index >= params.batch * params.heads * blocks) {
    return;
  }
  let first = index % blocks * 64u;
  let h = index / blocks % params.heads;
  let b = index / blocks / params.heads;
  let offsets = vec2u(params.kOffset, params.vOffset) + h / (params.heads / params.kvHeads) * HEAD_DIM;
  let keys = Rows(b * params.kvBatch + offsets, vec2u(params.kvRow), params.keys);
  // Past the last query, that query is computed again and not stored.
  let i = min(first + local, params.queries - 1u);
  let row = (b * params.heads + h) * params.queries + i;

  var query: array<vec4f, VECTORS>;
  var total: array<vec4f, VECTORS>;
  for (var d = 0u; d < vectors(); d++) {
    query[d] = params.scale * qVector(b * params.qBatch + i * params.qRow + h * HEAD_DIM, d);
    total[d] = vec4f(0.0);
  }
  var largest = -3.0e38;
  var sum = 0.0;
  // Keys below `seen` are visible to this query, keys below `last` to some query of the block.
  let reach = params.keys - params.queries + 1u;
  let seen = select(params.keys, i + reach, CAUSAL == 1u);
  let last = select(params.keys, min(params.keys, first + 63u + reach), CAUSAL == 1u);

  for (var s0 = 0u; s0 < last; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, last - s0); j += 4u) {
      var score = vec4f(0.0);
      for (var d = 0u; d < vectors(); d++) {
        let x = query[d];
        score += vec4f(
          dot(x, firstPart(keys, s0, j, d)),
          dot(x, firstPart(keys, s0, j + 1u, d)),
          dot(x, firstPart(keys, s0, j + 2u, d)),
          dot(x, firstPart(keys, s0, j + 3u, d)),
        );
      }
      let visible = s0 + j + vec4u(0u, 1u, 2u, 3u) < vec4u(seen);
      score = select(vec4f(-3.0e38), score, visible);
      let most = max(largest, max(max(score.x, score.y), max(score.z, score.w)));
      let correction = exp(largest - most);
      let p = select(vec4f(0.0), exp(score - most), visible);
      largest = most;
      sum = sum * correction + (p.x + p.y + p.z + p.w);
      let kept = p * keepFactors(row, (s0 + j) / 4u);
      for (var d = 0u; d < vectors(); d++) {
        var t = total[d] * correction;
        t += kept.x * secondPart(keys, s0, j, d);
        t += kept.y * secondPart(keys, s0, j + 1u, d);
        t += kept.z * secondPart(keys, s0, j + 2u, d);
        t += kept.w * secondPart(keys, s0, j + 3u, d);
        total[d] = t;
      }
    }
  }

  if (first + local < params.queries) {
    let at = ((b * params.queries + i) * params.heads + h) * HEAD_DIM;
    for (var d = 0u; d < vectors(); d++) {
      let value = total[d] / sum;
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        out[at + 4u * d + c] = value[c];
      }
    }
    lse[row] = largest + log(sum);
  }
}
