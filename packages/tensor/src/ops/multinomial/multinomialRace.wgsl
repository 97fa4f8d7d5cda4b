@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i * 4u < params.n) {
    // 23 bits, in the middle between 0 and 1: neither end is reached.
    let u = (vec4f(wordsOf(i) >> vec4u(9u)) + 0.5) * 1.1920928955078125e-7;
    out[i] = weights[i] / -logarithm4(u);
  }
}
