@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u >= params.n) {
    return;
  }
  var w = wordsOf(i);
  if (params.span != 0u) {
    w = vec4u(
      multiplyWide(w.x, params.span).x,
      multiplyWide(w.y, params.span).x,
      multiplyWide(w.z, params.span).x,
      multiplyWide(w.w, params.span).x,
    );
  }
  out[i] = w + vec4u(params.low);
}
