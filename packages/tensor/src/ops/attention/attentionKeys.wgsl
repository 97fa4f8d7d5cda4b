// dK and dV: one invocation per key of a key/value head, over every query head that shares it and every
// query that sees the key, four at a time, so that each gradient has one writer (FlashAttention-2,
// algorithm 2, the key side).
fn firstVector(at: u32, d: u32) -> vec4f {
  return qkvVector(at, d);
}

fn secondVector(at: u32, d: u32) -> vec4f {
  return gradientVector(at, d);
}

// The factors of one key's weights for four queries.
fn keepOfQueries(rows: vec4u, key: u32) -> vec4f {
  if (DROPOUT == 0u) {
    return vec4f(1.0);
  }
  return vec4f(
    keepFactors(rows.x, key / 4u)[key % 4u],
    keepFactors(rows.y, key / 4u)[key % 4u],
    keepFactors(rows.z, key / 4u)[key % 4u],
    keepFactors(rows.w, key / 4u)[key % 4u],
  );
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let blocks = (params.tokens + 63u) / 64u;
  let index = workgroupIndex(group, groups);
  if (index >= params.batch * params.kvHeads * blocks) {
    return;
  }
  let first = index % blocks * 64u;
  let hk = index / blocks % params.kvHeads;
  let b = index / blocks / params.kvHeads;
  let sharing = params.heads / params.kvHeads;
  let step = (params.heads + 2u * params.kvHeads) * HEAD_DIM;
  let base = b * params.tokens * step;
  // Past the last key, that key is computed again and not stored.
  let key = min(first + local, params.tokens - 1u);
  let atKey = base + key * step + (params.heads + hk) * HEAD_DIM;
  let atValue = atKey + params.kvHeads * HEAD_DIM;

  var k: array<vec4f, VECTORS>;
  var v: array<vec4f, VECTORS>;
  var dK: array<vec4f, VECTORS>;
  var dV: array<vec4f, VECTORS>;
  for (var d = 0u; d < vectors(); d++) {
    k[d] = params.scale * qkvVector(atKey, d);
    v[d] = qkvVector(atValue, d);
    dK[d] = vec4f(0.0);
    dV[d] = vec4f(0.0);
  }
  // Queries before the block see none of its keys.
  let start = select(0u, first, params.causal == 1u);
  let least = select(0u, key, params.causal == 1u);

  for (var h = hk * sharing; h < (hk + 1u) * sharing; h++) {
    let queries = Rows(
      vec2u(base + h * HEAD_DIM, (b * params.tokens * params.heads + h) * HEAD_DIM),
      vec2u(step, params.heads * HEAD_DIM),
      params.tokens,
    );
    let head = (b * params.heads + h) * params.tokens;
    for (var i0 = start; i0 < params.tokens; i0 += TILE) {
      bringTile(queries, i0, local);
      for (var j = 0u; j < min(TILE, params.tokens - i0); j += 4u * QUADS) {
        var p: array<vec4f, QUADS>;
        var dScore: array<vec4f, QUADS>;
        for (var d = 0u; d < vectors(); d++) {
          let x = k[d];
          let y = v[d];
          for (var n = 0u; n < QUADS; n++) {
            p[n] += firstDots(x, queries, i0, j + 4u * n, d);
            dScore[n] += secondDots(y, queries, i0, j + 4u * n, d);
          }
        }
        for (var n = 0u; n < QUADS; n++) {
          let i = i0 + j + 4u * n + vec4u(0u, 1u, 2u, 3u);
          let rows = head + min(i, vec4u(params.tokens - 1u));
          let visible = (i >= vec4u(least)) & (i < vec4u(params.tokens));
          let rowLse = vec4f(lse[rows.x], lse[rows.y], lse[rows.z], lse[rows.w]);
          let rowDelta = vec4f(delta[rows.x], delta[rows.y], delta[rows.z], delta[rows.w]);
          let keep = keepOfQueries(rows, key);
          let weight = select(vec4f(0.0), exp(p[n] - rowLse), visible);
          let dWeight = weight * (dScore[n] * keep - rowDelta) * params.scale;
          dScore[n] = select(vec4f(0.0), dWeight, visible);
          p[n] = weight * keep;
        }
        for (var d = 0u; d < vectors(); d++) {
          var forKey = dK[d];
          var forValue = dV[d];
          for (var n = 0u; n < QUADS; n++) {
            forKey += firstSum(dScore[n], queries, i0, j + 4u * n, d);
            forValue += secondSum(p[n], queries, i0, j + 4u * n, d);
          }
          dK[d] = forKey;
          dV[d] = forValue;
        }
      }
    }
  }
  if (first + local < params.tokens) {
    for (var d = 0u; d < vectors(); d++) {
      let forKey = dK[d];
      let forValue = dV[d];
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        dqkv[atKey + 4u * d + c] = forKey[c];
        dqkv[atValue + 4u * d + c] = forValue[c];
      }
    }
  }
}
