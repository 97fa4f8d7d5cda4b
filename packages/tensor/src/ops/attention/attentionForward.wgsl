// One invocation per query, 64 queries of one head per workgroup; keys and values come through
// workgroup memory a tile at a time and the softmax runs online (FlashAttention-2, algorithm 1).
const TILE = max(4u, min(16u, 1024u / HEAD_DIM));
var<workgroup> tileK: array<f32, TILE * HEAD_DIM>;
var<workgroup> tileV: array<f32, TILE * HEAD_DIM>;

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
  let headOffset = h / (params.heads / params.kvHeads) * HEAD_DIM;
  let i = first + local;
  let inside = i < params.queries;
  let baseK = b * params.kvBatch + params.kOffset + headOffset;
  let baseV = b * params.kvBatch + params.vOffset + headOffset;

  var query: array<f32, HEAD_DIM>;
  var total: array<f32, HEAD_DIM>;
  for (var d = 0u; d < HEAD_DIM; d++) {
    query[d] = 0.0;
    if (inside) {
      query[d] = params.scale * q[b * params.qBatch + i * params.qRow + h * HEAD_DIM + d];
    }
    total[d] = 0.0;
  }
  var largest = -3.0e38;
  var sum = 0.0;
  // Keys below `seen` are visible to this query, keys below `last` to some query of the block.
  let reach = params.keys - params.queries + 1u;
  let seen = select(params.keys, min(params.keys, i + reach), params.causal == 1u);
  let last = select(params.keys, min(params.keys, first + 63u + reach), params.causal == 1u);

  for (var s0 = 0u; s0 < last; s0 += TILE) {
    for (var at = local; at < TILE * HEAD_DIM; at += 64u) {
      let key = min(s0 + at / HEAD_DIM, params.keys - 1u);
      tileK[at] = k[baseK + key * params.kvRow + at % HEAD_DIM];
      tileV[at] = v[baseV + key * params.kvRow + at % HEAD_DIM];
    }
    workgroupBarrier();
    var scores: array<f32, TILE>;
    var most = largest;
    for (var j = 0u; j < TILE; j++) {
      var score = 0.0;
      for (var d = 0u; d < HEAD_DIM; d++) {
        score += query[d] * tileK[j * HEAD_DIM + d];
      }
      scores[j] = score;
      if (s0 + j < seen) {
        most = max(most, score);
      }
    }
    let correction = exp(largest - most);
    largest = most;
    sum *= correction;
    for (var d = 0u; d < HEAD_DIM; d++) {
      total[d] *= correction;
    }
    for (var j = 0u; j < TILE; j++) {
      if (s0 + j < seen) {
        let p = exp(scores[j] - largest);
        sum += p;
        let kept = p * keepFactor(i, s0 + j, b * params.heads + h);
        for (var d = 0u; d < HEAD_DIM; d++) {
          total[d] += kept * tileV[j * HEAD_DIM + d];
        }
      }
    }
    workgroupBarrier();
  }

  if (inside) {
    for (var d = 0u; d < HEAD_DIM; d++) {
      out[((b * params.queries + i) * params.heads + h) * HEAD_DIM + d] = total[d] / sum;
    }
    lse[(b * params.heads + h) * params.queries + i] = largest + log(sum);
  }
}
