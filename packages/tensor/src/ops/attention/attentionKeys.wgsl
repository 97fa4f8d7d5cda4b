// dK and dV: an invocation works for OWN keys of a key/value head, over every query head that shares it and
// every query that sees them, four at a time, so that each gradient has one writer (FlashAttention-2,
// algorithm 2, the key side).
fn firstVector(at: u32, d: u32) -> vec4f {
  return qVector(at, d);
}

fn firstElement(at: u32, e: u32) -> f32 {
  return qElement(at, e);
}

fn secondVector(at: u32, d: u32) -> vec4f {
  return gradientVector(at, d);
}

fn secondElement(at: u32, e: u32) -> f32 {
  return gradientElement(at, e);
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

// The queries that see a key: from firstQuery to endQuery − 1.
fn firstQuery(key: u32) -> u32 {
  var least = 0u;
  if (params.causal == 1u) {
    least = key;
  } else if (params.window > 0u) {
    least = max(key + 1u, params.window) - params.window;
  }
  return max(least, params.offset) - params.offset;
}

fn endQuery(key: u32) -> u32 {
  if (params.window == 0u) {
    return params.queries;
  }
  return min(params.queries, max(key + params.window, params.offset) - params.offset);
}

@compute @workgroup_size(WORKERS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let work = blockOf(workgroupIndex(group, groups), params.keys, params.kvHeads);
  if (!work.exists) {
    return;
  }
  let hk = work.h;
  let b = work.b;
  let sharing = params.heads / params.kvHeads;
  // Past the last key, that key is computed again and not stored.
  let j0 = work.first + local * OWN;
  let last = params.keys - 1u;
  let rows = keysOf(b, hk);
  let start = bound(firstQuery(min(last, j0)), firstQuery(work.first)) / 4u * 4u;
  let own = endQuery(min(last, j0 + OWN - 1u));
  let end = bound(own, endQuery(min(last, work.first + WORKERS * OWN - 1u)));

  var key: array<vec4f, OWN * VECTORS>;
  var value: array<vec4f, OWN * VECTORS>;
  var dKey: array<vec4f, OWN * VECTORS>;
  var dValue: array<vec4f, OWN * VECTORS>;
  for (var n = 0u; n < OWN; n++) {
    let at = rows.base + min(last, j0 + n) * rows.step;
    for (var d = 0u; d < vectors(); d++) {
      key[n * VECTORS + d] = params.scale * kVector(at.x, d);
      value[n * VECTORS + d] = vVector(at.y, d);
      dKey[n * VECTORS + d] = vec4f(0.0);
      dValue[n * VECTORS + d] = vec4f(0.0);
    }
  }

  for (var h = hk * sharing; h < (hk + 1u) * sharing; h++) {
    let bases = vec2u(queryAt(b, h, 0u), outAt(b, h, 0u));
    let queries = Rows(bases, vec2u(params.qRow, params.heads * HEAD_DIM), params.queries);
    let head = (b * params.heads + h) * params.queries;
    for (var i0 = start; i0 < end; i0 += TILE) {
      bringTile(queries, i0, local);
      for (var j = 0u; j < min(TILE, end - i0); j += 4u) {
        var p = array<vec4f, OWN>();
        var dScore = array<vec4f, OWN>();
        for (var d = 0u; d < vectors(); d++) {
          let query = firstBlock(queries, i0, j, d, local);
          let dOut = secondBlock(queries, i0, j, d, local);
          for (var n = 0u; n < OWN; n++) {
            p[n] += key[n * VECTORS + d] * query;
            dScore[n] += value[n * VECTORS + d] * dOut;
          }
        }
        let i = i0 + j + vec4u(0u, 1u, 2u, 3u);
        let there = min(i, vec4u(params.queries - 1u));
        let row = head + there;
        let rowStats = statsOf(row, local);
        for (var n = 0u; n < OWN; n++) {
          let mine = min(last, j0 + n);
          let plus = added(b, h, there, vec4u(mine));
          let visible = seen(there, vec4u(mine), plus) & (i < vec4u(params.queries));
          let keep = keepOfQueries(row, mine);
          let weight = select(vec4f(0.0), exp(p[n] + plus - rowStats[0]), visible);
          let dWeight = weight * (dScore[n] * keep - rowStats[1]) * params.scale;
          dScore[n] = select(vec4f(0.0), dWeight, visible);
          p[n] = weight * keep;
        }
        for (var d = 0u; d < vectors(); d++) {
          let query = firstBlock(queries, i0, j, d, local);
          let dOut = secondBlock(queries, i0, j, d, local);
          for (var n = 0u; n < OWN; n++) {
            dKey[n * VECTORS + d] += query * dScore[n];
            dValue[n * VECTORS + d] += dOut * p[n];
          }
        }
      }
    }
  }

  let to = b * params.kvBatch + vec2u(params.dkOffset, params.dvOffset) + hk * HEAD_DIM;
  for (var n = 0u; n < OWN; n++) {
    if (j0 + n > last) {
      break;
    }
    let at = to + (j0 + n) * params.kvRow;
    for (var d = 0u; d < vectors(); d++) {
      let forKey = dKey[n * VECTORS + d];
      let forValue = dValue[n * VECTORS + d];
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        dkv[at.x + 4u * d + c] = stored(forKey[c]);
        dkv[at.y + 4u * d + c] = stored(forValue[c]);
      }
    }
  }
}
