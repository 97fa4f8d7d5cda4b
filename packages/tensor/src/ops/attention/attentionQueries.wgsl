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
  let seen = select(params.tokens, i + 1u, CAUSAL == 1u);
  let last = select(params.tokens, min(params.tokens, first + 64u), CAUSAL == 1u);

  for (var s0 = 0u; s0 < last; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, last - s0); j += 4u) {
      var score = vec4f(0.0);
      var dP = vec4f(0.0);
      for (var d = 0u; d < vectors(); d++) {
        let x = query[d];
        score += vec4f(
          dot(x, firstPart(keys, s0, j, d)),
          dot(x, firstPart(keys, s0, j + 1u, d)),
          dot(x, firstPart(keys, s0, j + 2u, d)),
          dot(x, firstPart(keys, s0, j + 3u, d)),
        );
        let g = dOut[d];
        dP += vec4f(
          dot(g, secondPart(keys, s0, j, d)),
          dot(g, secondPart(keys, s0, j + 1u, d)),
          dot(g, secondPart(keys, s0, j + 2u, d)),
          dot(g, secondPart(keys, s0, j + 3u, d)),
        );
      }
      let visible = s0 + j + vec4u(0u, 1u, 2u, 3u) < vec4u(seen);
      dP *= keepFactors(row, (s0 + j) / 4u);
      let p = select(vec4f(0.0), exp(score - lse[row]), visible);
      let dScore = select(vec4f(0.0), p * (dP - delta[row]) * params.scale, visible);
      for (var d = 0u; d < vectors(); d++) {
        var t = dQuery[d];
        t += dScore.x * firstPart(keys, s0, j, d);
        t += dScore.y * firstPart(keys, s0, j + 1u, d);
        t += dScore.z * firstPart(keys, s0, j + 2u, d);
        t += dScore.w * firstPart(keys, s0, j + 3u, d);
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
