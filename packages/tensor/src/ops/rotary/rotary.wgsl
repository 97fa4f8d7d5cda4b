// One invocation per pair of elements.
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
  let first = head * params.headSize + select(i, 2u * i, params.interleaved != 0u);
  let second = first + select(half, 1u, params.interleaved != 0u);
  let a = x[first];
  let b = x[second];
  if (head % heads >= params.rotated) {
    out[first] = a;
    out[second] = b;
    return;
  }
  let angle = (params.offset + row % params.length) * params.headSize + i;
  let cosine = table[angle];
  let sine = table[angle + half] * params.sign;
  out[first] = a * cosine - b * sine;
  out[second] = b * cosine + a * sine;
}
