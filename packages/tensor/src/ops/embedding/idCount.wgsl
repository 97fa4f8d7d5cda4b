var<workgroup> count: array<atomic<u32>, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let chunk = workgroupIndex(group, groups);
  let i = chunk * 256u + local;
  if (i < params.n) {
    let id = u32(clamp(keys[i], 0, i32(params.tokens) - 1));
    atomicAdd(&count[(id >> params.shift) & 255u], 1u);
  }
  workgroupBarrier();
  if (chunk * 256u < params.n) {
    counts[i] = atomicLoad(&count[local]);
  }
}
