@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = workgroupIndex(group, groups) * 256u + local;
  if (i >= params.d0 * params.d1 * params.d2 * params.d3 * params.d4) {
    return;
  }
  let i4 = i % params.d4;
  let r3 = i / params.d4;
  let i3 = r3 % params.d3;
  let r2 = r3 / params.d3;
  let i2 = r2 % params.d2;
  let r1 = r2 / params.d2;
  let i1 = r1 % params.d1;
  let i0 = r1 / params.d1;
  let source = params.xOffset + i0 * params.x0 + i1 * params.x1 + i2 * params.x2 + i3 * params.x3 + i4 * params.x4;
  let target_ = params.outOffset + i0 * params.o0 + i1 * params.o1 + i2 * params.o2 + i3 * params.o3 + i4 * params.o4;
  out[target_] = x[source];
}
