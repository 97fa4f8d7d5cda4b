// An invocation works for OWN queries of a head, four keys at a time; the softmax runs online
// (FlashAttention-2, algorithm 1).
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
  var total: array<vec4f, OWN * VECTORS>;
  var largest: array<f32, OWN>;
  var sum: array<f32, OWN>;
  for (var n = 0u; n < OWN; n++) {
    let at = queryAt(b, h, min(last, i0 + n));
    for (var d = 0u; d < vectors(); d++) {
      query[n * VECTORS + d] = params.scale * qVector(at, d);
      total[n * VECTORS + d] = vec4f(0.0);
    }
    largest[n] = -3.0e38;
    sum[n] = 0.0;
  }

  for (var s0 = range.x; s0 < range.y; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, range.y - s0); j += 4u) {
      var p = array<vec4f, OWN>();
      for (var d = 0u; d < vectors(); d++) {
        let block = firstBlock(keys, s0, j, d, local);
        for (var n = 0u; n < OWN; n++) {
          p[n] += query[n * VECTORS + d] * block;
        }
      }
      let key = s0 + j + vec4u(0u, 1u, 2u, 3u);
      var correction = array<f32, OWN>();
      for (var n = 0u; n < OWN; n++) {
        let i = min(last, i0 + n);
        let plus = added(b, h, vec4u(i), key);
        let visible = seen(vec4u(i), key, plus);
        let score = select(vec4f(-3.0e38), p[n] + plus, visible);
        let most = max(largest[n], max(max(score.x, score.y), max(score.z, score.w)));
        let weight = select(vec4f(0.0), exp(score - most), visible);
        correction[n] = exp(largest[n] - most);
        largest[n] = most;
        sum[n] = sum[n] * correction[n] + (weight.x + weight.y + weight.z + weight.w);
        p[n] = weight * keepFactors(head + i, key.x / 4u);
      }
      for (var d = 0u; d < vectors(); d++) {
        let block = secondBlock(keys, s0, j, d, local);
        for (var n = 0u; n < OWN; n++) {
          total[n * VECTORS + d] = total[n * VECTORS + d] * correction[n] + block * p[n];
        }
      }
    }
  }

  for (var n = 0u; n < OWN; n++) {
    let i = i0 + n;
    if (i > last) {
      break;
    }
    // A query that sees no key gives zeros, and a log-sum-exp that makes all its probabilities zero.
    let some = sum[n] > 0.0;
    let factor = select(0.0, 1.0 / sum[n], some);
    let at = outAt(b, h, i);
    for (var d = 0u; d < vectors(); d++) {
      let value = total[n * VECTORS + d] * factor;
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        out[at + 4u * d + c] = stored(value[c]);
      }
    }
    lse[head + i] = select(3.0e38, largest[n] + log(sum[n]), some);
  }
}
