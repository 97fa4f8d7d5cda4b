// An invocation works for OWN queries of a head, four keys at a time; the softmax runs online
// (FlashAttention-2, algorithm 1).
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
  let blocks = (params.queries + 64u * OWN - 1u) / (64u * OWN);
  let index = workgroupIndex(group, groups);
  if (index >= params.batch * params.heads * blocks) {
    return;
  }
  let first = index % blocks * 64u * OWN;
  let h = index / blocks % params.heads;
  let b = index / blocks / params.heads;
  let offsets = vec2u(params.kOffset, params.vOffset) + h / (params.heads / params.kvHeads) * HEAD_DIM;
  let keys = Rows(b * params.kvBatch + offsets, vec2u(params.kvRow), params.keys);
  // Past the last query, that query is computed again and not stored.
  let i0 = first + local * OWN;
  let last = params.queries - 1u;
  let head = (b * params.heads + h) * params.queries;
  // How many keys a query sees, and the loop has to go through.
  let reach = params.keys - last;
  let isCausal = params.causal == 1u;
  let all = select(params.keys, min(params.keys, first + 64u * OWN - 1u + reach), isCausal);
  let end = bound(select(params.keys, min(last, i0 + OWN - 1u) + reach, isCausal), all);

  var query: array<vec4f, OWN * VECTORS>;
  var total: array<vec4f, OWN * VECTORS>;
  var largest: array<f32, OWN>;
  var sum: array<f32, OWN>;
  for (var n = 0u; n < OWN; n++) {
    let at = b * params.qBatch + min(last, i0 + n) * params.qRow + h * HEAD_DIM;
    for (var d = 0u; d < vectors(); d++) {
      query[n * VECTORS + d] = params.scale * qVector(at, d);
      total[n * VECTORS + d] = vec4f(0.0);
    }
    largest[n] = -3.0e38;
  }

  for (var s0 = 0u; s0 < end; s0 += TILE) {
    bringTile(keys, s0, local);
    for (var j = 0u; j < min(TILE, end - s0); j += 4u) {
      var p = array<vec4f, OWN>();
      for (var d = 0u; d < vectors(); d++) {
        let block = firstBlock(keys, s0, j, d);
        for (var n = 0u; n < OWN; n++) {
          p[n] += query[n * VECTORS + d] * block;
        }
      }
      let key = s0 + j + vec4u(0u, 1u, 2u, 3u);
      var correction = array<f32, OWN>();
      for (var n = 0u; n < OWN; n++) {
        let i = min(last, i0 + n);
        let visible = key < vec4u(select(params.keys, i + reach, isCausal));
        let score = select(vec4f(-3.0e38), p[n], visible);
        let most = max(largest[n], max(max(score.x, score.y), max(score.z, score.w)));
        let weight = select(vec4f(0.0), exp(p[n] - most), visible);
        correction[n] = exp(largest[n] - most);
        largest[n] = most;
        sum[n] = sum[n] * correction[n] + (weight.x + weight.y + weight.z + weight.w);
        p[n] = weight * keepFactors(head + i, key.x / 4u);
      }
      for (var d = 0u; d < vectors(); d++) {
        let block = secondBlock(keys, s0, j, d);
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
    let at = ((b * params.queries + i) * params.heads + h) * HEAD_DIM;
    for (var d = 0u; d < vectors(); d++) {
      let value = total[n * VECTORS + d] / sum[n];
      for (var c = 0u; c < min(4u, HEAD_DIM - 4u * d); c++) {
        out[at + 4u * d + c] = value[c];
      }
    }
    lse[head + i] = largest[n] + log(sum[n]);
  }
}
