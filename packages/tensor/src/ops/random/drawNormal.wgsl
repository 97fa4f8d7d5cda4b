// Words 0 and 1 of a block make elements 0 and 1, words 2 and 3 the others: the radius is √(−2 ln(1 − u)), the
// angle 2π·v − π.
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
  let u = unitOf(wordsOf(i));
  let radius = sqrt(-2.0 * logarithm4(1.0 - u.xxzz));
  let angle = (u.yyww - 0.5) * 6.28318530717958647692;
  // cos for the first of a pair, sin for the second.
  let turn = vec4f(sine4(angle, 1u).x, sine4(angle, 0u).y, sine4(angle, 1u).z, sine4(angle, 0u).w);
  out[i] = params.mean + params.deviation * (radius * turn);
}
