// Modes of an operand: 0 is zeros, 1 one value for all, 2 a value per element.
fn operand(mode: u32, all: vec4u, first: u32) -> vec4u {
  if (mode == 2u) {
    return all;
  }
  return vec4u(select(0u, first, mode == 1u));
}

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
  let va = operand(params.aMode, a[select(0u, i, params.aMode == 2u)], a[0].x);
  let vb = operand(params.bMode, b[select(0u, i, params.bMode == 2u)], b[0].x);
  out[i] = apply(condition[i], va, vb);
}
