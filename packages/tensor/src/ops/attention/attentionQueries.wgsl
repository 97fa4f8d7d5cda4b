// dQ: an invocation works for OWN queries of a head, four keys at a time; probabilities are recomputed from
// the log-sum-exp (FlashAttention-2, algorithm 2, the query side).
fn firstVector(at: u32, d: u32) -> vec4f {
  return kVector(at, d);
}

fn firstElement(at: u32, e: u32) -> f32 {
  return kElement(at, e);
}

fn secondVector(at: u32, d: u32) -> vec4f {
  return vVector(at, d);
}

fn secondElement(at: u32, e: u32) -> f32 {
  return vElement(at, e);
}

@compute @workgroup_size(WORKERS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let work = blockOf(workgroupIndex(group, groups), params.queries, params.heads);
  if (!work.exists) {
    return;
  }
  let h = work.h;
  let b = work.b;
  let keys = keysOf(b, h / (params.heads / params.kvHeads));
  // Past the last query, that query is computed again and not stored.
  let i0 = work.first + local * OWN;
  let last = params.queries - 1u;
  let head = (b * params.heads + h) * params.queries;
  let range = keyRange(work, i0);

  var query: array<vec4f, OWN * VECTORS>;
  var dOut: array<vec4f, OWN * VECTORS>;
  var dQuery: array<vec4f, OWN * VECTORS>;
  for (var n = 0u; n < OWN; n++) {
    let i = min(last, i0 + n);
    for (var d = 0u; d < vectors(); d++) {
      query[n * VECTORS + d] = params.scale * qVector(queryAt(b, h, i), d);
      dOut[n * VECTORS + d] = gradientVector(outAt(b, h, i), d);
      dQuery[n * VECTORS + d] = vec4f(0.0);
    }
  }

  for (var s0 = range.x; s0 < range.y; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, range.y - s0); j += 4u) {
      var score = array<vec4f, OWN>();
      var dP = array<vec4f, OWN>();
      for (var d = 0u; d < vectors(); d++) {
        let key = firstBlock(keys, s0, j, d, local);
        let value = secondBlock(keys, s0, j, d, local);
        for (var n = 0u; n < OWN; n++) {
          score[n] += query[n * VECTORS + d] * key;
          dP[n] += dOut[n * VECTORS + d] * value;
        }
      }
      let key = s0 + j + vec4u(0u, 1u, 2u, 3u);
      for (var n = 0u; n < OWN; n++) {
        let i = min(last, i0 + n);
        let plus = added(b, h, vec4u(i), key);
        let away = dP[n] * keepFactors(head + i, key.x / 4u) - stats[2u * (head + i) + 1u];
        let dScore = exp(score[n] + plus - stats[2u * (head + i)]) * away * params.scale;
        score[n] = select(vec4f(0.0), dScore, seen(vec4u(i), key, plus));
      }
      for (var d = 0u; d < vectors(); d++) {
        let block = firstBlock(keys, s0, j, d, local);
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
        dq[queryAt(b, h, i) + 4u * d + c] = stored(value[c]);
      }
    }
  }
}
