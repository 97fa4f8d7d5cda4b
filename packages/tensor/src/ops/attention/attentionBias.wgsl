// The gradient of the bias: an invocation per query and key of each of its matrices, over the sequences and
// heads that share it.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  let matrix = index / params.keys / params.queries;
  if (matrix >= params.biasBatches * params.biasHeads) {
    return;
  }
  let key = index % params.keys;
  let i = index / params.keys % params.queries;
  let eachBatch = select(params.batch, 1u, params.biasBatches > 1u);
  let eachHead = select(params.heads, 1u, params.biasHeads > 1u);
  var total = 0.0;
  for (var n = 0u; n < eachBatch * eachHead; n++) {
    let b = matrix / params.biasHeads + n / eachHead;
    let h = matrix % params.biasHeads + n % eachHead;
    let plus = added(b, h, vec4u(i), vec4u(key));
    if (!seen(vec4u(i), vec4u(key), plus).x) {
      continue;
    }
    let rows = b * params.kvBatch + vec2u(params.kOffset, params.vOffset)
      + h / (params.heads / params.kvHeads) * HEAD_DIM + key * params.kvRow;
    let query = b * params.qBatch + i * params.qRow + h * HEAD_DIM;
    let out = ((b * params.queries + i) * params.heads + h) * HEAD_DIM;
    var score = vec4f(0.0);
    var dP = vec4f(0.0);
    for (var d = 0u; d < (params.headDim + 3u) / 4u; d++) {
      score += qVector(query, d) * kVector(rows.x, d);
      dP += gradientVector(out, d) * vVector(rows.y, d);
    }
    let row = (b * params.heads + h) * params.queries + i;
    let keep = keepFactors(row, key / 4u)[key % 4u];
    let p = exp(dot(score, vec4f(params.scale)) + plus.x - stats[2u * row]);
    total += p * (dot(dP, vec4f(keep)) - stats[2u * row + 1u]);
  }
  dbias[index] = total;
}
