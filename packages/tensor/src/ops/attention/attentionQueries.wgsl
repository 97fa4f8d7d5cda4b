// dQ: one invocation per query, four keys at a time, probabilities recomputed from the log-sum-exp
// (FlashAttention-2, algorithm 2, the query side).
fn firstVector(at: u32, d: u32) -> vec4f {
  return qkvVector(at, d);
}

fn secondVector(at: u32, d: u32) -> vec4f {
  return qkvVector(at, d);
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let blocks = (params.tokens + 63u) / 64u;
  let index = workgroupIndex(group, groups);
  if (index >= params.batch * params.heads * blocks) {
    return;
  }
  let first = index % blocks * 64u;
  let h = index / blocks % params.heads;
  let b = index / blocks / params.heads;
  let step = (params.heads + 2u * params.kvHeads) * HEAD_DIM;
  let base = b * params.tokens * step;
  let atKeys = base + (params.heads + h / (params.heads / params.kvHeads)) * HEAD_DIM;
  let keys = Rows(atKeys + vec2u(0u, params.kvHeads * HEAD_DIM), vec2u(step), params.tokens);
  // Past the last query, that query is computed again and not stored.
  let i = min(first + local, params.tokens - 1u);
  let row = (b * params.heads + h) * params.tokens + i;
  let atQuery = base + i * step + h * HEAD_DIM;

  var query: array<vec4f, VECTORS>;
  var dOut: array<vec4f, VECTORS>;
  var dQuery: array<vec4f, VECTORS>;
  for (var d = 0u; d < vectors(); d++) {
    query[d] = params.scale * qkvVector(atQuery, d);
    dOut[d] = gradientVector(((b * params.tokens + i) * params.heads + h) * HEAD_DIM, d);
    dQuery[d] = vec4f(0.0);
  }
  let rowLse = lse[row];
  let rowDelta = delta[row];
  let seen = select(params.tokens, i + 1u, params.causal == 1u);
  let last = select(params.tokens, min(params.tokens, first + 64u), params.causal == 1u);

  for (var s0 = 0u; s0 < last; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, last - s0); j += 4u * QUADS) {
      var score: array<vec4f, QUADS>;
      var dP: array<vec4f, QUADS>;
      for (var d = 0u; d < vectors(); d++) {
        let x = query[d];
        let g = dOut[d];
        for (var n = 0u; n < QUADS; n++) {
          score[n] += firstDots(x, keys, s0, j + 4u * n, d);
          dP[n] += secondDots(g, keys, s0, j + 4u * n, d);
        }
      }
      for (var n = 0u; n < QUADS; n++) {
        let key = s0 + j + 4u * n + vec4u(0u, 1u, 2u, 3u);
        let away = dP[n] * keepFactors(row, key.x / 4u) - rowDelta;
        let dScore = exp(score[n] - rowLse) * away * params.scale;
        score[n] = select(vec4f(0.0), dScore, key < vec4u(seen));
      }
      for (var d = 0u; d < vectors(); d++) {
        var t = dQuery[d];
        for (var n = 0u; n < QUADS; n++) {
          t += firstSum(score[n], keys, s0, j + 4u * n, d);
        }
        dQuery[d] = t;
      }
    }
  }
  if (first + local < params.tokens) {
    for (var d = 0u; d < vectors(); d++) {
      let value = dQuery[d];
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        dqkv[atQuery + 4u * d + c] = value[c];
      }
    }
  }
}
