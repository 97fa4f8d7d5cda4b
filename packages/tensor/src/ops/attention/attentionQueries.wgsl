// dQ: an invocation works for OWN queries of a head, four keys at a time; probabilities are recomputed from
// the log-sum-exp (FlashAttention-2, algorithm 2, the query side).
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
  let blocks = (params.tokens + 64u * OWN - 1u) / (64u * OWN);
  let index = workgroupIndex(group, groups);
  if (index >= params.batch * params.heads * blocks) {
    return;
  }
  let first = index % blocks * 64u * OWN;
  let h = index / blocks % params.heads;
  let b = index / blocks / params.heads;
  let step = (params.heads + 2u * params.kvHeads) * HEAD_DIM;
  let base = b * params.tokens * step;
  let atKeys = base + (params.heads + h / (params.heads / params.kvHeads)) * HEAD_DIM;
  let keys = Rows(atKeys + vec2u(0u, params.kvHeads * HEAD_DIM), vec2u(step), params.tokens);
  // Past the last query, that query is computed again and not stored.
  let i0 = first + local * OWN;
  let last = params.tokens - 1u;
  let head = (b * params.heads + h) * params.tokens;
  let isCausal = params.causal == 1u;
  let all = select(params.tokens, min(params.tokens, first + 64u * OWN), isCausal);
  let end = bound(select(params.tokens, min(params.tokens, i0 + OWN), isCausal), all);

  var query: array<vec4f, OWN * VECTORS>;
  var dOut: array<vec4f, OWN * VECTORS>;
  var dQuery: array<vec4f, OWN * VECTORS>;
  for (var n = 0u; n < OWN; n++) {
    let i = min(last, i0 + n);
    for (var d = 0u; d < vectors(); d++) {
      query[n * VECTORS + d] = params.scale * qkvVector(base + i * step + h * HEAD_DIM, d);
      dOut[n * VECTORS + d] = gradientVector(((b * params.tokens + i) * params.heads + h) * HEAD_DIM, d);
      dQuery[n * VECTORS + d] = vec4f(0.0);
    }
  }

  for (var s0 = 0u; s0 < end; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, end - s0); j += 4u) {
      var score = array<vec4f, OWN>();
      var dP = array<vec4f, OWN>();
      for (var d = 0u; d < vectors(); d++) {
        let key = firstBlock(keys, s0, j, d);
        let value = secondBlock(keys, s0, j, d);
        for (var n = 0u; n < OWN; n++) {
          score[n] += query[n * VECTORS + d] * key;
          dP[n] += dOut[n * VECTORS + d] * value;
        }
      }
      let key = s0 + j + vec4u(0u, 1u, 2u, 3u);
      for (var n = 0u; n < OWN; n++) {
        let i = min(last, i0 + n);
        let visible = key < vec4u(select(params.tokens, i + 1u, isCausal));
        let away = dP[n] * keepFactors(head + i, key.x / 4u) - delta[head + i];
        let dScore = exp(score[n] - lse[head + i]) * away * params.scale;
        score[n] = select(vec4f(0.0), dScore, visible);
      }
      for (var d = 0u; d < vectors(); d++) {
        let block = firstBlock(keys, s0, j, d);
        for (var n = 0u; n < OWN; n++) {
          dQuery[n * VECTORS + d] += block * score[n];
        }
      }
    }
  }

  for (var n = 0u; n < OWN; n++) {
    let i = i0 + n;
    if (i > last) {
      break;
    }
    for (var d = 0u; d < vectors(); d++) {
      let value = dQuery[n * VECTORS + d];
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        dqkv[base + i * step + h * HEAD_DIM + 4u * d + c] = value[c];
      }
    }
  }
}
