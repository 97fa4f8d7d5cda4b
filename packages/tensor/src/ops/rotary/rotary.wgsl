// One invocation per pair of elements. The first `turned` channels of a head are rotated, the others copied.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let half = params.headSize / 2u;
  let heads = params.rotated + params.copied;
  let pair = workgroupIndex(group, groups) * 256u + local;
  if (pair >= params.rows * heads * half) {
    return;
  }
  let i = pair % half;
  let head = pair / half;
  let row = head / heads;
  let turned = params.turned / 2u;
  let isTurned = i < turned && head % heads < params.rotated;
  let isHalf = i < turned && params.interleaved == 0u;
  let first = head * params.headSize + select(2u * i, i, isHalf);
  let second = first + select(1u, turned, isHalf);
  let a = x[first];
  let b = x[second];
  if (!isTurned) {
    out[first] = a;
    out[second] = b;
    return;
  }
  let angle = (params.offset + row % params.length) * params.turned + i;
  let cosine = table[angle];
  let sine = table[angle + turned] * params.sign;
  out[first] = a * cosine - b * sine;
  out[second] = b * cosine + a * sine;
}
