// dK and dV: an invocation works for OWN keys of a key/value head, over every query head that shares it and
// every query that sees them, four at a time, so that each gradient has one writer (FlashAttention-2,
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
  let blocks = (params.tokens + 64u * OWN - 1u) / (64u * OWN);
  let index = workgroupIndex(group, groups);
  if (index >= params.batch * params.kvHeads * blocks) {
    return;
  }
  let first = index % blocks * 64u * OWN;
  let hk = index / blocks % params.kvHeads;
  let b = index / blocks / params.kvHeads;
  let sharing = params.heads / params.kvHeads;
  let step = (params.heads + 2u * params.kvHeads) * HEAD_DIM;
  let base = b * params.tokens * step;
  // Past the last key, that key is computed again and not stored.
  let j0 = first + local * OWN;
  let last = params.tokens - 1u;
  let atKeys = base + (params.heads + hk) * HEAD_DIM;
  let atValues = atKeys + params.kvHeads * HEAD_DIM;
  // Queries before a key do not see it.
  let isCausal = params.causal == 1u;
  let start = select(0u, bound(min(last, j0) / 4u * 4u, first), isCausal);

  var key: array<vec4f, OWN * VECTORS>;
  var value: array<vec4f, OWN * VECTORS>;
  var dKey: array<vec4f, OWN * VECTORS>;
  var dValue: array<vec4f, OWN * VECTORS>;
  for (var n = 0u; n < OWN; n++) {
    let row = min(last, j0 + n) * step;
    for (var d = 0u; d < vectors(); d++) {
      key[n * VECTORS + d] = params.scale * qkvVector(atKeys + row, d);
      value[n * VECTORS + d] = qkvVector(atValues + row, d);
      dKey[n * VECTORS + d] = vec4f(0.0);
      dValue[n * VECTORS + d] = vec4f(0.0);
    }
  }

  for (var h = hk * sharing; h < (hk + 1u) * sharing; h++) {
    let queries = Rows(
      vec2u(base + h * HEAD_DIM, (b * params.tokens * params.heads + h) * HEAD_DIM),
      vec2u(step, params.heads * HEAD_DIM),
      params.tokens,
    );
    let head = (b * params.heads + h) * params.tokens;
    for (var i0 = start; i0 < params.tokens; i0 += TILE) {
      bringTile(queries, i0, local);
      for (var j = 0u; j < min(TILE, params.tokens - i0); j += 4u) {
        var p = array<vec4f, OWN>();
        var dScore = array<vec4f, OWN>();
        for (var d = 0u; d < vectors(); d++) {
          let query = firstBlock(queries, i0, j, d);
          let dOut = secondBlock(queries, i0, j, d);
          for (var n = 0u; n < OWN; n++) {
            p[n] += key[n * VECTORS + d] * query;
            dScore[n] += value[n * VECTORS + d] * dOut;
          }
        }
        let i = i0 + j + vec4u(0u, 1u, 2u, 3u);
        let rows = head + min(i, vec4u(last));
        let rowLse = vec4f(lse[rows.x], lse[rows.y], lse[rows.z], lse[rows.w]);
        let rowDelta = vec4f(delta[rows.x], delta[rows.y], delta[rows.z], delta[rows.w]);
        for (var n = 0u; n < OWN; n++) {
          let own = min(last, j0 + n);
          let visible = (i >= vec4u(select(0u, own, isCausal))) & (i <= vec4u(last));
          let keep = keepOfQueries(rows, own);
          let weight = select(vec4f(0.0), exp(p[n] - rowLse), visible);
          let dWeight = weight * (dScore[n] * keep - rowDelta) * params.scale;
          dScore[n] = select(vec4f(0.0), dWeight, visible);
          p[n] = weight * keep;
        }
        for (var d = 0u; d < vectors(); d++) {
          let query = firstBlock(queries, i0, j, d);
          let dOut = secondBlock(queries, i0, j, d);
          for (var n = 0u; n < OWN; n++) {
            dKey[n * VECTORS + d] += query * dScore[n];
            dValue[n * VECTORS + d] += dOut * p[n];
          }
        }
      }
    }
  }

  for (var n = 0u; n < OWN; n++) {
    if (j0 + n > last) {
      break;
    }
    let row = (j0 + n) * step;
    for (var d = 0u; d < vectors(); d++) {
      let forKey = dKey[n * VECTORS + d];
      let forValue = dValue[n * VECTORS + d];
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        dqkv[atKeys + row + 4u * d + c] = forKey[c];
        dqkv[atValues + row + 4u * d + c] = forValue[c];
      }
    }
  }
}
