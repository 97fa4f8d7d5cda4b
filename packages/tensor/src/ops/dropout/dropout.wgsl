// Element i is kept where word i % 4 of counter (i / 4, opIndex, step, 0) reaches the threshold.
fn apply(x: vec4f, i: u32) -> vec4f {
  return select(vec4f(0.0), x * params.scale, wordsOf(i) >= vec4u(params.threshold));
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u < params.n) {
    out[i] = apply(x[i], i);
  }
}
