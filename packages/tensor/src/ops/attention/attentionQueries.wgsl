// dQ: one invocation per query, probabilities recomputed from the log-sum-exp (FlashAttention-2,
// algorithm 2, the query side).
const TILE = max(4u, min(16u, 1024u / HEAD_DIM));
var<workgroup> tileK: array<f32, TILE * HEAD_DIM>;
var<workgroup> tileV: array<f32, TILE * HEAD_DIM>;

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
  let row = (params.heads + 2u * params.kvHeads) * HEAD_DIM;
  let hk = h / (params.heads / params.kvHeads);
  let i = first + local;
  let inside = i < params.tokens;
  let base = b * params.tokens * row;
  let baseK = base + (params.heads + hk) * HEAD_DIM;
  let baseV = baseK + params.kvHeads * HEAD_DIM;

  var query: array<f32, HEAD_DIM>;
  var dOut: array<f32, HEAD_DIM>;
  var dQuery: array<f32, HEAD_DIM>;
  var rowLse = 0.0;
  var rowDelta = 0.0;
  for (var d = 0u; d < HEAD_DIM; d++) {
    query[d] = 0.0;
    dOut[d] = 0.0;
    dQuery[d] = 0.0;
    if (inside) {
      query[d] = params.scale * qkv[base + i * row + h * HEAD_DIM + d];
      dOut[d] = gradient[((b * params.tokens + i) * params.heads + h) * HEAD_DIM + d];
    }
  }
  if (inside) {
    rowLse = lse[(b * params.heads + h) * params.tokens + i];
    rowDelta = delta[(b * params.heads + h) * params.tokens + i];
  }
  let seen = select(params.tokens, min(params.tokens, i + 1u), params.causal == 1u);
  let last = select(params.tokens, min(params.tokens, first + 64u), params.causal == 1u);

  for (var s0 = 0u; s0 < last; s0 += TILE) {
    for (var at = local; at < TILE * HEAD_DIM; at += 64u) {
      let key = min(s0 + at / HEAD_DIM, params.tokens - 1u);
      tileK[at] = qkv[baseK + key * row + at % HEAD_DIM];
      tileV[at] = qkv[baseV + key * row + at % HEAD_DIM];
    }
    workgroupBarrier();
    for (var j = 0u; j < TILE; j++) {
      if (inside && s0 + j < seen) {
        var score = 0.0;
        var dP = 0.0;
        for (var d = 0u; d < HEAD_DIM; d++) {
          score += query[d] * tileK[j * HEAD_DIM + d];
          dP += dOut[d] * tileV[j * HEAD_DIM + d];
        }
        dP *= keepFactor(i, s0 + j, b * params.heads + h);
        let dScore = exp(score - rowLse) * (dP - rowDelta) * params.scale;
        for (var d = 0u; d < HEAD_DIM; d++) {
          dQuery[d] += dScore * tileK[j * HEAD_DIM + d];
        }
      }
    }
    workgroupBarrier();
  }
  if (inside) {
    for (var d = 0u; d < HEAD_DIM; d++) {
      dqkv[base + i * row + h * HEAD_DIM + d] = dQuery[d];
    }
  }
}
