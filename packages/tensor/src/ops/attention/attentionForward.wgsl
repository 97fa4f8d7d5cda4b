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
  let seen = select(params.keys, i + reach, params.causal == 1u);
  let last = select(params.keys, min(params.keys, first + 63u + reach), params.causal == 1u);

  for (var s0 = 0u; s0 < last; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, last - s0); j += 4u * QUADS) {
      var p: array<vec4f, QUADS>;
      for (var d = 0u; d < vectors(); d++) {
        let x = query[d];
        for (var n = 0u; n < QUADS; n++) {
          p[n] += firstDots(x, keys, s0, j + 4u * n, d);
        }
      }
      var most = largest;
      for (var n = 0u; n < QUADS; n++) {
        let key = s0 + j + 4u * n + vec4u(0u, 1u, 2u, 3u);
        let score = select(vec4f(-3.0e38), p[n], key < vec4u(seen));
        most = max(most, max(max(score.x, score.y), max(score.z, score.w)));
      }
      let correction = exp(largest - most);
      largest = most;
      sum *= correction;
      for (var n = 0u; n < QUADS; n++) {
        let key = s0 + j + 4u * n + vec4u(0u, 1u, 2u, 3u);
        let weight = select(vec4f(0.0), exp(p[n] - most), key < vec4u(seen));
        sum += weight.x + weight.y + weight.z + weight.w;
        p[n] = weight * keepFactors(row, key.x / 4u);
      }
      for (var d = 0u; d < vectors(); d++) {
        var t = total[d] * correction;
        for (var n = 0u; n < QUADS; n++) {
          t += secondSum(p[n], keys, s0, j + 4u * n, d);
        }
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
