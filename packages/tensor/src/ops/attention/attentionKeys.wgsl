// dK and dV: one invocation per key of a key/value head, over every query head that shares it and every
// query that sees the key, so that each gradient has one writer (FlashAttention-2, algorithm 2).
const TILE = max(4u, min(16u, 1024u / HEAD_DIM));
var<workgroup> tileQ: array<f32, TILE * HEAD_DIM>;
var<workgroup> tileG: array<f32, TILE * HEAD_DIM>;
var<workgroup> tileLse: array<f32, TILE>;
var<workgroup> tileDelta: array<f32, TILE>;

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
  let row = (params.heads + 2u * params.kvHeads) * HEAD_DIM;
  let shared_ = params.heads / params.kvHeads;
  let j = first + local;
  let inside = j < params.tokens;
  let base = b * params.tokens * row;
  let atK = base + min(j, params.tokens - 1u) * row + (params.heads + hk) * HEAD_DIM;
  let atV = atK + params.kvHeads * HEAD_DIM;

  var key: array<f32, HEAD_DIM>;
  var value: array<f32, HEAD_DIM>;
  var dKey: array<f32, HEAD_DIM>;
  var dValue: array<f32, HEAD_DIM>;
  for (var d = 0u; d < HEAD_DIM; d++) {
    key[d] = params.scale * qkv[atK + d];
    value[d] = qkv[atV + d];
    dKey[d] = 0.0;
    dValue[d] = 0.0;
  }
  // Queries before the block see none of its keys.
  let start = select(0u, first, params.causal == 1u);

  for (var h = hk * shared_; h < (hk + 1u) * shared_; h++) {
    for (var i0 = start; i0 < params.tokens; i0 += TILE) {
      for (var at = local; at < TILE * HEAD_DIM; at += 64u) {
        let i = min(i0 + at / HEAD_DIM, params.tokens - 1u);
        tileQ[at] = qkv[base + i * row + h * HEAD_DIM + at % HEAD_DIM];
        tileG[at] = gradient[((b * params.tokens + i) * params.heads + h) * HEAD_DIM + at % HEAD_DIM];
      }
      if (local < TILE) {
        let i = min(i0 + local, params.tokens - 1u);
        tileLse[local] = lse[(b * params.heads + h) * params.tokens + i];
        tileDelta[local] = delta[(b * params.heads + h) * params.tokens + i];
      }
      workgroupBarrier();
      for (var r = 0u; r < TILE; r++) {
        let i = i0 + r;
        if (inside && i < params.tokens && (params.causal == 0u || i >= j)) {
          var score = 0.0;
          var dP = 0.0;
          for (var d = 0u; d < HEAD_DIM; d++) {
            score += key[d] * tileQ[r * HEAD_DIM + d];
            dP += value[d] * tileG[r * HEAD_DIM + d];
          }
          let p = exp(score - tileLse[r]);
          let keep = keepFactor(i, j, b * params.heads + h);
          let dScore = p * (dP * keep - tileDelta[r]) * params.scale;
          for (var d = 0u; d < HEAD_DIM; d++) {
            dKey[d] += dScore * tileQ[r * HEAD_DIM + d];
            dValue[d] += p * keep * tileG[r * HEAD_DIM + d];
          }
        }
      }
      workgroupBarrier();
    }
  }
  if (inside) {
    for (var d = 0u; d < HEAD_DIM; d++) {
      dqkv[atK + d] = dKey[d];
      dqkv[atV + d] = dValue[d];
    }
  }
}
